/** Uniform 32-bit words: sfc32 (Doty-Humphrey's PractRand), seeded by up to three numbers. */
export function createWords(...seed: readonly number[]): () => number {
  let a = (seed[0] ?? 0) >>> 0;
  let b = (seed[1] ?? 0) >>> 0;
  let c = (seed[2] ?? 0) >>> 0;
  let counter = 1;
  const next = (): number => {
    const word = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + word) >>> 0;
    return word;
  };
  // The author's recommendation: the first words still show the seed.
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** Numbers of a normal distribution (Box and Muller 1958). */
export function normal(count: number, deviation: number, ...seed: readonly number[]): Float32Array {
  const next = createWords(...seed);
  const unit = (): number => (next() + 0.5) / 2 ** 32;
  return Float32Array.from(
    { length: count },
    () => deviation * Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit()),
  );
}
