// Renders the mark to the PNG sizes that phones and docks ask for: node scripts/icons.mjs
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureBrowser } from './lib/browser.mjs';
import { root } from './lib/stamp.mjs';

const folder = join(root, 'public', 'icons');
const mark = (await readFile(join(folder, 'mark.svg'), 'utf8')).replace(
  '<svg ',
  '<svg width="100%" height="100%" ',
);
const browser = await chromium.launch({ executablePath: await ensureBrowser(), args: ['--no-sandbox'] });
for (const size of [192, 512]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<body style="margin:0">${mark}</body>`);
  await writeFile(join(folder, `icon-${size}.png`), await page.screenshot({ omitBackground: true }));
}
await browser.close();
