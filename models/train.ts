import { UndertoneError } from '../src/errors.ts';
import { SettingsError } from './lib/errors.ts';
import { readPairs } from './lib/settings.ts';

/** A recipe is run with the settings given as `key=value` and refuses those that it does not know. */
export type Recipe = (pairs: Readonly<Record<string, string>>) => Promise<void>;

const RECIPES: Readonly<Record<string, () => Promise<{ readonly run: Recipe }>>> = {
  'frozen-head': () => import('./recipes/frozen-head.ts'),
  pool: () => import('./recipes/pool.ts'),
  sentiment: () => import('./recipes/sentiment.ts'),
  smoke: () => import('./recipes/smoke.ts'),
  student: () => import('./recipes/student.ts'),
};

/** Splits `RECIPE [--set key=value …]` into its parts. */
function parseArguments(args: readonly string[]): { recipe: string; pairs: Record<string, string> } {
  const [recipe = '', ...rest] = args;
  const unknown = rest.find((arg) => arg.startsWith('-') && arg !== '--set');
  if (unknown !== undefined) throw new SettingsError(`There is no option "${unknown}".`);
  return { recipe, pairs: readPairs(rest.filter((arg) => arg !== '--set')) };
}

async function main(): Promise<void> {
  const { recipe, pairs } = parseArguments(process.argv.slice(2));
  const load = RECIPES[recipe];
  if (load === undefined) {
    throw new SettingsError(
      `There is no recipe "${recipe}". Usage: npm run train -- RECIPE [--set key=value …]; ` +
        `recipes: ${Object.keys(RECIPES).join(', ')}.`,
    );
  }
  await (await load()).run(pairs);
}

main().catch((error: unknown) => {
  console.error(error instanceof UndertoneError ? `${error.name}: ${error.message}` : error);
  process.exitCode = 1;
});
