import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Environment } from './environment.ts';
import { InputError } from './errors.ts';

export interface Input {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes, or null where they are not known before the end. */
  readonly size: number | null;
  /** Lets the source go, finished or not. */
  close(): void;
}

/**
 * Opens a file, or standard input for `-`.
 *
 * @throws InputError here or, for a failure while reading, from `chunks`.
 */
export async function openInput(path: string, environment: Environment): Promise<Input> {
  const known = path === '-' ? null : await stat(path).catch((cause: unknown) => refuse(path, cause));
  if (known?.isDirectory() === true) throw new InputError(`${path} is a folder, not a file.`);
  const stream: Readable =
    path === '-' ? environment.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  return {
    chunks: chunksOf(stream, path),
    size: known?.isFile() === true ? known.size : null,
    close: () => stream.destroy(),
  };
}

async function* chunksOf(stream: Readable, path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) {
      yield chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk));
    }
  } catch (cause) {
    refuse(path === '-' ? 'Standard input' : path, cause);
  }
}

function refuse(what: string, cause: unknown): never {
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new InputError(`${what} cannot be read: ${reason}.`, { cause });
}
