// npm test: everything that must hold, from a fresh clone to real Chromium.
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { runNode } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/stamp.mjs';

const reports = join(root, '.cache', 'reports');

/** Runs one vitest project and adds its tests to the sum. */
async function vitest(project, sum, env) {
  const report = join(reports, `${project}.json`);
  const code = await runNode(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { env },
  );
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) {
    // No report at all: the run itself broke, which counts as one failure.
    sum.failed++;
    return code === 0 ? 1 : code;
  }
  const { numPassedTests, numFailedTests, numFailedTestSuites, success } = JSON.parse(text);
  sum.passed += numPassedTests;
  // A file that cannot even be loaded has no failed test in it, but failed it has.
  sum.failed += numFailedTests > 0 ? numFailedTests : success ? 0 : Math.max(1, numFailedTestSuites);
  return code;
}

async function main() {
  await ensureInstalled();
  await rm(reports, { recursive: true, force: true });
  await mkdir(reports, { recursive: true });
  const sum = { passed: 0, failed: 0 };
  let browser = '';
  let built = true;
  const steps = [
    [
      'browser',
      async () => {
        browser = await ensureBrowser();
        console.log(browser);
        return 0;
      },
    ],
    ['types', () => runNode(['scripts/typecheck.mjs'])],
    ['lint', () => runNode(['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'])],
    ['unit tests', () => vitest('unit', sum, {})],
    [
      'build',
      async () => {
        const code = await runNode(['scripts/build.mjs']);
        built = code === 0;
        return code;
      },
    ],
    ['budget', async () => (built ? runNode(['scripts/budget.mjs']) : 1)],
    [
      'end-to-end tests',
      async () => {
        if (built && browser !== '') return vitest('e2e', sum, { UNDERTONE_BROWSER: browser });
        console.error('Not run: they need the build and a browser.');
        sum.failed++;
        return 1;
      },
    ],
  ];
  const results = [];
  for (const [name, step] of steps) {
    console.log(`\n── ${name}`);
    const start = performance.now();
    let ok = false;
    try {
      ok = (await step()) === 0;
    } catch (error) {
      console.error(error.message);
    }
    results.push({ name, ok, seconds: (performance.now() - start) / 1000 });
  }
  console.log('');
  for (const { name, ok, seconds } of results) {
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name.padEnd(18)} ${seconds.toFixed(1).padStart(7)} s`);
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  return results.every(({ ok }) => ok) && sum.failed === 0;
}

main().then(
  (ok) => process.exit(ok ? 0 : 1),
  (error) => {
    console.error(error.message);
    console.log('\n0 passed, 1 failed');
    process.exit(1);
  },
);
