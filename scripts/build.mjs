// Builds dist/: static files for any host, under any base path.
import { build } from 'vite';
import { writeBuildStamp } from './lib/stamp.mjs';

await build();
await writeBuildStamp();
