import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import * as v from 'valibot';

/** Lets a measurement be answered at once, instead of with the next collection of garbage. */
export const MEMORY_FLAG = '--enable-blink-features=ForceEagerMeasureMemory';

const BYTES_PER_MB = 1e6;

/**
 * Highest resident set so far, in megabytes, of the largest renderer of a browser; null where there is no /proc.
 * @param profile folder that is on the browser's command line.
 */
export function peakResident(profile: string): number | null {
  if (process.platform !== 'linux') return null;
  const peaks = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => rendererPeak(pid, profile));
  const largest = Math.max(...peaks);
  return largest > 0 ? largest / BYTES_PER_MB : null;
}

function rendererPeak(pid: string, profile: string): number {
  try {
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (!line.includes('--type=renderer') || !line.includes(profile)) return 0;
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    // The process ended between the listing and the look.
    return 0;
  }
}

const measurementSchema = v.object({ bytes: v.number() });

/** What the browser counts for the page with its workers, in megabytes; null where it does not count. */
export async function agentMemory(page: Page): Promise<number | null> {
  const measured: unknown = await page.evaluate(() => {
    const measure: unknown = Reflect.get(performance, 'measureUserAgentSpecificMemory');
    return typeof measure === 'function' ? measure.call(performance) : null;
  });
  return measured === null ? null : v.parse(measurementSchema, measured).bytes / BYTES_PER_MB;
}
