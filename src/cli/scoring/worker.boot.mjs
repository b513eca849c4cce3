// Node 20 does not hand the loader for TypeScript on to its workers: each registers it for itself.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData.module);
