// A static server without dependencies: one file, runs wherever Node 18 or newer does.
//   node serve.mjs [FOLDER] [--port N] [--host H] [--base /path/]
// It sends the app's security headers (headers.json, written by the build) with every response.
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export const DEFAULT_PORT = 4173;

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.wasm': 'application/wasm',
  '.bin': 'application/octet-stream',
  '.woff2': 'font/woff2',
};
const COMPRESSIBLE = new Set([
  '.html',
  '.js',
  '.mjs',
  '.css',
  '.json',
  '.webmanifest',
  '.svg',
  '.txt',
  '.md',
  '.csv',
]);
/** Names that change with their content. */
const IMMUTABLE = /^(assets\/|packs\/chunks\/|packs\/catalog-)/;
/** For hosts and tools, not for browsers. */
const HIDDEN = /(^|\/)(\.|_headers$|headers\.json$)/;

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/** Reads the headers that the build wrote beside the app. */
export async function readHeaders(root) {
  return JSON.parse(await readFile(join(root, 'headers.json'), 'utf8'));
}

/**
 * Answers requests for the files of `root` under the path `base` (starting and ending in `/`).
 * Returns a function from { method, url, acceptEncoding } to { status, headers, body }.
 */
export function createResponder({ root, base = '/', headers = {} }) {
  const compressed = new Map();

  async function encode(file, extension, bytes, modified, accept) {
    if (!COMPRESSIBLE.has(extension) || bytes.length < 1024) return { bytes };
    const encoding = /\bbr\b/.test(accept) ? 'br' : /\bgzip\b/.test(accept) ? 'gzip' : undefined;
    if (encoding === undefined) return { bytes };
    const key = `${encoding} ${modified} ${file}`;
    let result = compressed.get(key);
    if (result === undefined) {
      result =
        encoding === 'br'
          ? await compressBrotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
          : await compressGzip(bytes);
      compressed.set(key, result);
    }
    return { bytes: result, encoding };
  }

  const text = (status, message, more = {}) => ({
    status,
    headers: {
      ...headers,
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...more,
    },
    body: Buffer.from(message),
  });

  return async ({ method, url, acceptEncoding = '' }) => {
    if (method !== 'GET' && method !== 'HEAD') return text(405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' });
    let path;
    try {
      path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    } catch {
      return text(400, 'Not an address.');
    }
    if (`${path}/` === base) return text(301, 'Moved.', { Location: base });
    if (!path.startsWith(base)) return text(404, `Nothing here; the app is at ${base}`);
    const name = path.slice(base.length) || 'index.html';
    if (/[\0\\]/.test(name) || name.split('/').includes('..') || HIDDEN.test(name))
      return text(404, 'Not found.');
    const file = join(root, name);
    const entry = await stat(file).catch(() => undefined);
    if (entry === undefined || !entry.isFile()) return text(404, 'Not found.');
    // A link may not lead out of the folder either.
    const home = await realpath(root);
    if (!(await realpath(file)).startsWith(home + sep)) return text(404, 'Not found.');
    const extension = extname(file);
    const { bytes, encoding } = await encode(
      file,
      extension,
      await readFile(file),
      entry.mtimeMs,
      acceptEncoding,
    );
    return {
      status: 200,
      headers: {
        ...headers,
        'Content-Type': TYPES[extension] ?? 'application/octet-stream',
        'Content-Length': String(bytes.length),
        'Cache-Control': IMMUTABLE.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
        ...(COMPRESSIBLE.has(extension) ? { Vary: 'Accept-Encoding' } : {}),
        ...(encoding === undefined ? {} : { 'Content-Encoding': encoding }),
      },
      body: method === 'HEAD' ? null : bytes,
    };
  };
}

/** Listens on `port`; with `next`, on the first free port from there on. Resolves to the server and its address. */
export async function serve({ root, base = '/', host = '127.0.0.1', port = DEFAULT_PORT, next = false }) {
  const respond = createResponder({ root, base, headers: await readHeaders(root) });
  const server = createServer((request, response) => {
    respond({
      method: request.method,
      url: request.url,
      acceptEncoding: request.headers['accept-encoding'],
    })
      .catch((error) => {
        console.error(error);
        return { status: 500, headers: {}, body: Buffer.from('The server failed; see its output.') };
      })
      .then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(body ?? undefined);
      });
  });
  const last = next ? port + 50 : port;
  for (let candidate = port; ; candidate++) {
    try {
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(candidate, host, () => {
          server.off('error', reject);
          resolve();
        });
      });
      break;
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || candidate >= last) throw error;
    }
  }
  // Browsers offer service workers and storage on localhost, not on every address that leads to it.
  const shown = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host;
  return { server, url: `http://${shown}:${server.address().port}${base}` };
}

/** Ends the server, and with it the process, on Ctrl+C or a polite kill. */
export function stopOnSignals(server) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
    });
  }
}

/** Reads `--name value`, `--name=value` and `--name`; anything unknown ends the program with a message. */
export function readFlags(argv, { values = [], switches = [], folder = false }) {
  const flags = {};
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const [, name, attached] = /^--([a-z-]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (name !== undefined && values.includes(name)) flags[name] = attached ?? rest.shift() ?? '';
    else if (name !== undefined && switches.includes(name) && attached === undefined) flags[name] = true;
    else if (name === undefined && folder && flags.folder === undefined) flags.folder = word;
    else {
      const known = [...values.map((value) => `--${value} …`), ...switches.map((one) => `--${one}`)].join(
        ', ',
      );
      console.error(`Unknown argument ${word}. Known: ${known}.`);
      process.exit(2);
    }
  }
  if (flags.port !== undefined) {
    const port = Number(flags.port);
    if (!/^\d+$/.test(flags.port) || port > 65535) {
      console.error(`--port wants a number from 0 to 65535, not "${flags.port}".`);
      process.exit(2);
    }
    flags.port = port;
  }
  if (flags.base !== undefined) flags.base = `/${flags.base}/`.replace(/\/+/g, '/');
  return flags;
}

async function main() {
  const flags = readFlags(process.argv.slice(2), { values: ['port', 'host', 'base'], folder: true });
  const here = fileURLToPath(new URL('.', import.meta.url));
  let root = flags.folder;
  for (const candidate of [join(here, 'app'), join(here, '..', 'dist')]) {
    if (root === undefined && (await stat(join(candidate, 'index.html')).catch(() => undefined)))
      root = candidate;
  }
  if (root === undefined) {
    console.error('Nothing to serve: run "npm run build" first, or name the folder of the built app.');
    process.exit(1);
  }
  const { server, url } = await serve({
    root,
    ...(flags.base === undefined ? {} : { base: flags.base }),
    ...(flags.host === undefined ? {} : { host: flags.host }),
    ...(flags.port === undefined ? { next: true } : { port: flags.port }),
  });
  stopOnSignals(server);
  console.log(`Undertone is at ${url} (Ctrl+C ends it)`);
}

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(await realpath(process.argv[1])).href
) {
  main().catch((error) => {
    console.error(
      error.code === 'EADDRINUSE' ? `Port ${error.port} is taken: choose another with --port.` : error,
    );
    process.exit(1);
  });
}
