import type { Readable, Writable } from 'node:stream';
import type { Scorer, ScorerRequest } from './scoring/scorer.ts';
import type { ErrorStream } from './terminal.ts';

/** What the command takes from its process; tests hand in their own. */
export interface Environment {
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: ErrorStream;
  /** Aborted with an InterruptedError by SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
  /** Folder that file names are relative to. */
  readonly cwd: string;
  /** Folder of the published packs. */
  readonly packs: string;
  readonly version: string;
  /** Threads that this machine can run at once. */
  readonly cores: number;
  openScorer(request: ScorerRequest, threads: number): Promise<Scorer>;
}
