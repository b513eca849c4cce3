import { createServer, type Server } from 'node:http';

/** Another host on this machine that would gladly take anything: every contact is noted and allowed. */
export class SecondOrigin implements AsyncDisposable {
  /**
   * One line for each request, upgrade or other bytes that reached it. An empty connection is none: Chromium opens
   * one ahead of a navigation that it then refuses, and sends nothing over it.
   */
  readonly contacts: readonly string[];
  readonly #server: Server;
  readonly #port: number;

  private constructor(server: Server, port: number, contacts: readonly string[]) {
    this.#server = server;
    this.#port = port;
    this.contacts = contacts;
  }

  static async start(): Promise<SecondOrigin> {
    const contacts: string[] = [];
    const server = createServer((request, response) => {
      contacts.push(`${request.method} ${request.url}`);
      response.writeHead(200, {
        'Access-Control-Allow-Origin': '*',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'Content-Type': 'text/plain',
      });
      response.end('open house');
    });
    server.on('clientError', (error, socket) => {
      if (!('rawPacket' in error)) return;
      contacts.push(`bytes: ${String(error.rawPacket).slice(0, 80)}`);
      socket.destroy();
    });
    server.on('upgrade', (request, socket) => {
      contacts.push(`upgrade ${request.url}`);
      socket.destroy();
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, 'localhost', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The second origin has no port.');
    return new SecondOrigin(server, address.port, contacts);
  }

  get url(): string {
    return `http://localhost:${this.#port}/`;
  }

  get socketUrl(): string {
    return `ws://localhost:${this.#port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }
}
