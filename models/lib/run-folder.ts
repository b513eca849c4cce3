import { createHash } from 'node:crypto';
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, writeSafetensors } from '../../src/graph/safetensors.ts';
import type { TensorData } from '../../src/graph/tensor-data.ts';
import { cacheFolder } from './paths.ts';

/** The state of a training run after some steps. */
export interface Checkpoint {
  readonly step: number;
  readonly tensors: ReadonlyMap<string, TensorData>;
}

/** The folder of one run under the cache: its log and its last checkpoint. Same settings, same folder. */
export class RunFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Path of the last checkpoint. */
  get checkpoint(): string {
    return join(this.path, 'checkpoint.safetensors');
  }

  /** @param settings Whatever the result depends on; JSON. */
  static async open(recipe: string, settings: object): Promise<RunFolder> {
    const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12);
    return new RunFolder(await cacheFolder('runs', `${recipe}-${key}`));
  }

  /** Forgets the run's checkpoint, so that it starts over. */
  async startOver(): Promise<void> {
    await rm(this.checkpoint, { force: true });
  }

  /** Prints a line and appends it to the log. */
  async log(line: string): Promise<void> {
    console.log(line);
    await appendFile(join(this.path, 'train.log'), `${new Date().toISOString()} ${line}\n`);
  }

  /** Replaces the checkpoint; a kill at any moment leaves the old one or the new one, whole. */
  async save({ step, tensors }: Checkpoint): Promise<void> {
    await writeFile(`${this.checkpoint}.part`, writeSafetensors(tensors, { step: String(step) }));
    await rename(`${this.checkpoint}.part`, this.checkpoint);
  }

  /** The last checkpoint, or undefined where the run has none yet. */
  async load(): Promise<Checkpoint | undefined> {
    const bytes = await readFile(this.checkpoint).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (bytes === undefined) return undefined;
    const { tensors, metadata } = readSafetensors(bytes);
    return { step: Number(metadata['step']), tensors };
  }
}
