import { type FileHandle, open, rename, stat } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { Environment } from './environment.ts';
import { OutputClosedError, OutputError } from './errors.ts';

/** Where answers go. */
export interface Output {
  /** Resolves when the text has been handed over, so that a slow reader slows us down. */
  write(text: string): Promise<void>;
  /** Ends a complete output. */
  finish(): Promise<void>;
  /** Ends an incomplete output and says where it lies; null where it went to a reader. */
  abandon(): Promise<string | null>;
}

/**
 * Opens a file, or standard output for `-`. A file appears under its name only when it is complete; until then its
 * lines are in `NAME.partial`.
 *
 * @throws OutputError
 */
export async function openOutput(path: string, environment: Environment): Promise<Output> {
  if (path === '-') return streamOutput(environment.stdout);
  const known = await stat(path).catch(() => null);
  if (known?.isDirectory() === true) throw new OutputError(`${path} is a folder, not a file.`);
  // A device or a named pipe cannot be put in place at the end.
  const partial = known === null || known.isFile() ? `${path}.partial` : path;
  const handle = await open(partial, 'w').catch((cause: unknown) => refuse(partial, cause));
  return fileOutput(handle, partial, path);
}

function fileOutput(handle: FileHandle, partial: string, path: string): Output {
  return {
    write: (text) => handle.writeFile(text).catch((cause: unknown) => refuse(partial, cause)),
    async finish() {
      try {
        if (partial !== path) await handle.sync();
        await handle.close();
        if (partial !== path) await rename(partial, path);
      } catch (cause) {
        refuse(path, cause);
      }
    },
    async abandon() {
      await handle.close();
      return partial;
    },
  };
}

function streamOutput(stream: Writable): Output {
  // The failure is told by the write that it belongs to; without a listener it would end the process.
  const ignore = (): void => undefined;
  stream.on('error', ignore);
  return {
    write: (text) =>
      new Promise((resolve, reject) => {
        stream.write(text, (error) => {
          if (error === null || error === undefined) resolve();
          else reject(failureOf(error));
        });
      }),
    finish: () => Promise.resolve(),
    abandon: () => Promise.resolve(null),
  };
}

function failureOf(error: Error): Error {
  if ('code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED')) {
    return new OutputClosedError('The reader of standard output has gone.', { cause: error });
  }
  return new OutputError(`Standard output cannot be written: ${error.message}.`, { cause: error });
}

function refuse(path: string, cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EPIPE') throw new OutputClosedError(`The reader of ${path} has gone.`, { cause });
  const reason = cause instanceof Error ? cause.message : String(cause);
  throw new OutputError(`${path} cannot be written: ${reason}.`, { cause });
}
