import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { catalogueSchema } from '../../src/packs/catalog.ts';
import { collectNotices } from './notices.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('third-party notices', () => {
  it('name every direct dependency, model and source, each once', async () => {
    const catalogue = v.parse(
      catalogueSchema,
      JSON.parse(await readFile(`${root}models/packs/catalog.json`, 'utf8')),
    );
    const notices = await collectNotices(root, catalogue);
    const keys = notices.map(({ kind, name, version, licence }) => [kind, name, version, licence].join(' '));
    expect(new Set(keys).size).toBe(keys.length);
    const names = new Set(notices.map(({ name }) => name));
    const { dependencies } = JSON.parse(await readFile(`${root}package.json`, 'utf8'));
    for (const name of Object.keys(dependencies)) expect(names).toContain(name);
    for (const pack of catalogue.packs) {
      expect(names).toContain(pack.title);
      for (const source of [...pack.data, ...pack.provenance.base]) expect(names).toContain(source.name);
    }
  });
});
