import * as v from 'valibot';
import { SettingsError } from './errors.ts';

/** A whole number that may be set as `key=value`. */
export const whole = (standard: number) =>
  v.optional(v.pipe(v.string(), v.transform(Number), v.safeInteger(), v.minValue(0)), String(standard));

/** A number that may be set. */
export const number = (standard: number) =>
  v.optional(v.pipe(v.string(), v.transform(Number), v.number(), v.finite()), String(standard));

/** A text that may be set. */
export const text = (standard: string) => v.optional(v.string(), standard);

/** One of several words. */
export const oneOf = <const W extends readonly string[]>(words: W, standard: W[number]) =>
  v.optional(v.picklist(words), standard);

/** `true` or `false`. */
export const flag = (standard: boolean) =>
  v.optional(
    v.pipe(
      v.picklist(['true', 'false']),
      v.transform((word) => word === 'true'),
    ),
    standard ? 'true' : 'false',
  );

/**
 * Reads `key=value` pairs.
 *
 * @throws SettingsError for a pair without `=` or a key given twice.
 */
export function readPairs(args: readonly string[]): Record<string, string> {
  const pairs = new Map<string, string>();
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (equals < 1) throw new SettingsError(`"${arg}" is not key=value.`);
    const key = arg.slice(0, equals);
    if (pairs.has(key)) throw new SettingsError(`"${key}" is set twice.`);
    pairs.set(key, arg.slice(equals + 1));
  }
  return Object.fromEntries(pairs);
}

/**
 * Settings of a recipe from its schema (a strict object of the fields above) and the pairs given.
 *
 * @throws SettingsError that lists the keys for an unknown one, or names the value that does not fit.
 */
export function readSettings<const E extends v.ObjectEntries>(
  entries: E,
  pairs: Readonly<Record<string, string>>,
): v.InferOutput<v.StrictObjectSchema<E, undefined>> {
  const known = Object.keys(entries);
  for (const key of Object.keys(pairs)) {
    if (!known.includes(key))
      throw new SettingsError(`There is no setting "${key}". Settings: ${known.join(', ')}.`);
  }
  const result = v.safeParse(v.strictObject(entries), pairs);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new SettingsError(`${v.getDotPath(issue) ?? 'A setting'}: ${issue.message}.`);
}
