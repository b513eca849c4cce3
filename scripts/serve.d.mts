import type { Server } from 'node:http';

export const DEFAULT_PORT: number;
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | null;
}
export function readHeaders(root: string): Promise<Record<string, string>>;
export function createResponder(options: {
  root: string;
  base?: string;
  headers?: Readonly<Record<string, string>>;
}): (request: { method: string; url: string; acceptEncoding?: string }) => Promise<Answer>;
export function serve(options: {
  root: string;
  base?: string;
  host?: string;
  port?: number;
  next?: boolean;
}): Promise<{ server: Server; url: string }>;
export function stopOnSignals(server: Server): void;
