import { existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Answer, createResponder, readHeaders } from '../../scripts/serve.mjs';
import { type ActiveFault, type Fault, type Matcher, matches } from './faults.ts';

/** The build under test: another one, for example broken on purpose, by UNDERTONE_DIST. */
export const DIST = process.env['UNDERTONE_DIST'] ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** One request that reached the server, with what it answered. */
export interface LoggedRequest {
  readonly method: string;
  /** Relative to the app's base, without the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** 0 until answered, or if the connection was dropped before. */
  status: number;
  responseHeaders: Readonly<Record<string, string>>;
}

export interface ServerOptions {
  /** Folder to serve; the production build unless told otherwise. */
  readonly root?: string;
  /** Path of the app, starting and ending in `/`. */
  readonly base?: string;
  /** False for a bare host, which sends no security headers. */
  readonly headers?: boolean;
}

/** A host of the built app that can misbehave, be stopped, and come back on the same port. */
export class TestServer implements AsyncDisposable {
  readonly log: LoggedRequest[] = [];
  readonly base: string;
  #respond: (request: { method: string; url: string }) => Promise<Answer>;
  #faults: ActiveFault[] = [];
  #server: Server | undefined;
  #port = 0;

  private constructor(base: string, respond: (request: { method: string; url: string }) => Promise<Answer>) {
    this.base = base;
    this.#respond = respond;
  }

  /** Starts a server on a free port. Throws if there is no build to serve. */
  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const { root = DIST, base = '/', headers = true } = options;
    if (!existsSync(join(root, 'index.html'))) {
      throw new Error('There is no build to test: run "npm run build" first.');
    }
    const respond = createResponder({ root, base, headers: headers ? await readHeaders(root) : {} });
    const server = new TestServer(base, respond);
    await server.restart();
    return server;
  }

  /** Address of the app. `localhost` is a secure context, so service workers run. */
  get url(): string {
    return `${this.origin}${this.base}`;
  }

  get origin(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Makes requests for `matcher` meet `fault`, `times` times. Returns the way to lift it. */
  fault(matcher: Matcher, fault: Fault, times = Number.POSITIVE_INFINITY): () => void {
    const active: ActiveFault = { matcher, fault, left: times };
    this.#faults.push(active);
    return () => {
      this.#faults = this.#faults.filter((one) => one !== active);
    };
  }

  /** Lifts every fault. */
  heal(): void {
    this.#faults = [];
  }

  /** Requests for `matcher` so far. */
  requests(matcher: Matcher): LoggedRequest[] {
    return this.log.filter(({ path }) => matches(matcher, path));
  }

  /** Kills the server and every connection: to the browser, the network is gone. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    if (await accepts(this.#port)) throw new Error(`Something still listens on port ${this.#port}.`);
  }

  /** Starts again after `stop`, on the same port. */
  async restart(): Promise<void> {
    if (this.#server !== undefined) return;
    const server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => {
        console.error(error);
        response.destroy();
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, 'localhost', resolve);
    });
    this.#server = server;
    this.#port = portOf(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET', url = '/' } = request;
    const { pathname } = new URL(url, this.origin);
    const path = pathname.startsWith(this.base) ? pathname.slice(this.base.length) : pathname;
    const entry: LoggedRequest = { method, path, headers: request.headers, status: 0, responseHeaders: {} };
    this.log.push(entry);
    let answer = await this.#respond({ method, url });
    let drop: number | undefined;
    let pace = Number.POSITIVE_INFINITY;
    for (const fault of this.#meet(path)) {
      if (fault.kind === 'drop') drop = fault.after ?? 0;
      else if (fault.kind === 'slow') pace = fault.bytesPerSecond;
      else answer = spoil(answer, fault);
    }
    if (drop === 0) {
      response.destroy();
      return;
    }
    entry.status = answer.status;
    entry.responseHeaders = answer.headers;
    response.writeHead(answer.status, answer.headers);
    await send(response, answer.body ?? Buffer.alloc(0), drop, pace);
  }

  #meet(path: string): Fault[] {
    const met = this.#faults.filter(({ matcher, left }) => left > 0 && matches(matcher, path));
    for (const fault of met) fault.left--;
    return met.map(({ fault }) => fault);
  }
}

function spoil(answer: Answer, fault: Exclude<Fault, { kind: 'drop' } | { kind: 'slow' }>): Answer {
  const withBody = (body: Buffer, more: Record<string, string> = {}): Answer => ({
    ...answer,
    headers: { ...answer.headers, ...more, 'Content-Length': String(body.length) },
    body,
  });
  switch (fault.kind) {
    case 'flip': {
      const body = Buffer.from(answer.body ?? Buffer.alloc(0));
      const middle = body.length >> 1;
      body[middle] = (body[middle] ?? 0) ^ 0xff;
      return withBody(body);
    }
    case 'html': {
      const page = Buffer.from('<!doctype html><title>Welcome</title><p>Please log in to the network.</p>');
      return { ...withBody(page, { 'Content-Type': 'text/html; charset=utf-8' }), status: 200 };
    }
    case 'status':
      return { ...withBody(Buffer.from('No.'), { 'Content-Type': 'text/plain' }), status: fault.status };
    case 'headers':
      return { ...answer, headers: { ...answer.headers, ...fault.headers } };
    case 'rewrite':
      return withBody(fault.rewrite(answer.body ?? Buffer.alloc(0)));
  }
}

/** Writes the body at `pace` bytes a second, and cuts the connection after `drop` bytes where that is given. */
async function send(
  response: ServerResponse,
  body: Buffer,
  drop: number | undefined,
  pace: number,
): Promise<void> {
  const end = Math.min(drop ?? body.length, body.length);
  const step = Number.isFinite(pace) ? Math.max(1, Math.round(pace / 20)) : Math.max(1, end);
  for (let at = 0; at < end && !response.destroyed; at += step) {
    response.write(body.subarray(at, Math.min(at + step, end)));
    if (Number.isFinite(pace)) await sleep(50);
  }
  if (drop === undefined) response.end();
  else {
    // Let what was written leave before the cut.
    await sleep(20);
    response.destroy();
  }
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, 'localhost');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
