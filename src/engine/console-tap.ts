/**
 * Lets lines that a library writes to `console.error` be read instead of shown. It has to be installed before the
 * library is loaded: Emscripten's glue keeps the function that it finds then.
 */
export class ConsoleTap {
  #lines: string[] | undefined;

  constructor() {
    const shown = console.error.bind(console);
    console.error = (...parts: unknown[]) => {
      if (this.#lines === undefined) shown(...parts);
      else this.#lines.push(parts.map(String).join(' '));
    };
  }

  /** Runs `work` and returns the lines that were written meanwhile. */
  async collect(work: () => Promise<void>): Promise<readonly string[]> {
    const lines: string[] = [];
    this.#lines = lines;
    try {
      await work();
    } finally {
      this.#lines = undefined;
    }
    return lines;
  }
}
