/** A static host in memory: answers for chunks, keeps a log, and misbehaves on request. */
export class MemoryServer {
  readonly base = 'https://app.example/packs';
  /** Chunks asked for, in order. */
  readonly log: { readonly sha256: string; readonly cache: RequestCache }[] = [];
  mostAtOnce = 0;
  /** Bytes in one piece of a body. */
  pieceBytes = 40;
  /** Waits before each piece; lets a test hold a download in mid-chunk. */
  beforePiece: (sha256: string, sent: number) => Promise<void> = () =>
    new Promise((done) => setTimeout(done));
  /** Answers instead of the host where it returns something. `times` counts requests for this chunk, from 1. */
  override: (sha256: string, times: number) => Response | Error | undefined = () => undefined;
  readonly #chunks: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  #active = 0;

  constructor(chunks: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {
    this.#chunks = chunks;
  }

  asked(): string[] {
    return this.log.map(({ sha256 }) => sha256);
  }

  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const sha256 = /\/chunks\/([0-9a-f]{64})\.bin$/.exec(String(input))?.[1] ?? '';
    this.log.push({ sha256, cache: init?.cache ?? 'default' });
    const special = this.override(sha256, this.asked().filter((one) => one === sha256).length);
    if (special instanceof Error) throw special;
    if (special !== undefined) return special;
    const bytes = this.#chunks.get(sha256);
    if (bytes === undefined) return new Response('gone', { status: 404 });
    this.#active += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#active);
    return new Response(this.#body(sha256, bytes, init?.signal ?? undefined), {
      headers: { 'content-type': 'application/octet-stream' },
    });
  };

  #body(
    sha256: string,
    bytes: Uint8Array<ArrayBuffer>,
    signal: AbortSignal | undefined,
  ): ReadableStream<Uint8Array<ArrayBuffer>> {
    let sent = 0;
    let open = true;
    const end = (): void => {
      if (open) this.#active -= 1;
      open = false;
    };
    return new ReadableStream(
      {
        start: (controller) => {
          signal?.addEventListener('abort', () => {
            if (open) controller.error(new DOMException('aborted', 'AbortError'));
            end();
          });
        },
        pull: async (controller) => {
          await this.beforePiece(sha256, sent);
          if (!open) return;
          controller.enqueue(bytes.slice(sent, sent + this.pieceBytes));
          sent += this.pieceBytes;
          if (sent < bytes.length) return;
          end();
          controller.close();
        },
        cancel: end,
      },
      { highWaterMark: 0 },
    );
  }
}
