import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { adviceFor } from './advice.ts';

const source = new URL('../', import.meta.url);

/** Errors that a reader never meets: cancelled work, and what only recipes and graph builders throw. */
const UNSEEN = new Set([
  'CancelledError',
  'GraphError',
  'MetricInputError',
  'ModelDescriptionError',
  'SafetensorsError',
]);

/** Stable names of every error class of the app, read from its source. */
function errorNames(): string[] {
  return (
    readdirSync(source, { recursive: true, encoding: 'utf8' })
      // The command line explains its own errors on standard error.
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts') && !/^cli[\\/]/.test(path))
      .flatMap((path) => [
        ...readFileSync(new URL(path, source), 'utf8').matchAll(/override readonly name = '(\w+)'/g),
      ])
      .map((found) => found[1] ?? '')
  );
}

describe('advice', () => {
  it('says something of its own about every error that a reader may meet', () => {
    const names = errorNames().filter((name) => !UNSEEN.has(name));
    expect(names).toContain('NetworkLostError');
    const general = adviceFor({ name: 'Unheard' });
    expect(names.filter((name) => adviceFor({ name }) === general)).toEqual([]);
  });

  it('has something to say about any other', () => {
    expect(adviceFor(new TypeError('x')).action).toMatch(/Try again/);
  });
});
