import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'undertone-imports-'));

const ALLOWED = [
  ['src/pages/desk/a.tsx', '../../state/desk.ts'],
  ['src/pages/desk/b.tsx', '../../packs/catalog.ts'],
  ['src/state/c.ts', '../engine/client.ts'],
  ['src/engine/d.ts', '../tasks/sentiment.ts'],
  ['src/engine/e.ts', 'onnxruntime-web/wasm'],
  ['src/ui/f.tsx', '../errors.ts'],
  ['src/ui/g.test.ts', '../state/desk.ts'],
  ['src/storage/db.ts', 'idb'],
] as const;
const REFUSED = [
  ['src/ui/h.tsx', '../state/desk.ts'],
  ['src/text/i.ts', '../packs/catalog.ts'],
  ['src/graph/j.ts', '../engine/api.ts'],
  ['src/evaluation/k.ts', '../tasks/sentiment.ts'],
  ['src/pages/desk/l.tsx', '../../engine/client.ts'],
  ['src/pages/desk/m.tsx', '../../packs/store.ts'],
  ['src/pages/desk/n.tsx', '../../storage/db.ts'],
  ['src/state/o.ts', '../pages/desk/Desk.tsx'],
  ['src/engine/p.ts', '../state/app.ts'],
  ['src/engine/q.ts', '../ui/strings.ts'],
  ['src/documents/r.ts', '../pages/desk/Desk.tsx'],
  ['src/packs/s.ts', '../state/app.ts'],
  ['src/state/t.ts', 'onnxruntime-web/wasm'],
  ['src/state/u.ts', 'idb'],
  ['src/storage/v.ts', 'idb'],
  ['src/packs/w.ts', 'idb'],
  ['src/main.tsx', 'idb'],
] as const;

let refused: Set<string>;

/** Runs the repository's own lint once over one small file for each import in question. */
beforeAll(() => {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  const { $schema: _, ...rules } = { ...config, vcs: { enabled: false } };
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules));
  for (const [file, target] of [...ALLOWED, ...REFUSED]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import { openDB } from '${target}';\nopenDB();\n`);
  }
  const { stdout } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/@biomejs/biome/bin/biome'),
      'lint',
      '--reporter=json',
      '--max-diagnostics=none',
      '.',
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(stdout);
  refused = new Set(
    report.diagnostics
      .filter(({ category }) => category === 'lint/style/noRestrictedImports')
      .map(({ location }) => location.path.replaceAll('\\', '/').replace(/^\.\//, '')),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lint lets imports point one way', () => {
  test.each(ALLOWED)('%s may import %s', (file) => expect(refused).not.toContain(file));
  test.each(REFUSED)('%s may not import %s', (file) => expect(refused).toContain(file));
});
