// npm run package: one zip with the built app, its packs and a server that needs only Node.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { runNode } from './lib/command.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { isBuilt, root } from './lib/stamp.mjs';

await ensureInstalled();
if (!(await isBuilt()) && (await runNode(['scripts/build.mjs'])) !== 0) process.exit(1);
const { strToU8, zipSync } = await import('fflate');
const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
const name = `undertone-${version}`;
const dist = join(root, 'dist');

const readme = `Undertone ${version}

The tone of financial text, sentence by sentence, on your own machine.

1. Install Node 18 or newer, if this machine has none.
2. In this folder: node serve.mjs
3. Open the address that it prints, in Chrome, Edge, Firefox or Safari.

Options: --port N, --host H, --base /path/. After the first load the app works without the server.
Any other static web server does too: serve the folder "app" (its file _headers lists the headers to send).
Third-party licences are in the app, under About, and in app/notices.json.
`;

const files = { 'README.txt': [strToU8(readme), { level: 9 }] };
files['serve.mjs'] = [await readFile(join(root, 'scripts', 'serve.mjs')), { level: 9 }];
files.LICENSE = [await readFile(join(root, 'LICENSE')), { level: 9 }];
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  const inside = relative(dist, path).split(sep).join('/');
  if (inside.startsWith('.vite/')) continue;
  files[`app/${inside}`] = [await readFile(path), { level: 6 }];
}
const zip = zipSync(
  Object.fromEntries(Object.entries(files).map(([path, file]) => [`${name}/${path}`, file])),
);
await writeFile(join(root, `${name}.zip`), zip);
console.log(`${name}.zip: ${(zip.length / 1e6).toFixed(1)} MB, ${Object.keys(files).length} files`);
