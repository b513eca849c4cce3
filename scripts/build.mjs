// Builds dist/: static files for any host, under any base path.
import { build } from 'vite';
import { writeBuildStamp } from './lib/stamp.mjs';

try {
  await build();
  await writeBuildStamp();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
