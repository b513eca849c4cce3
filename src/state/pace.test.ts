import { describe, expect, it } from 'vitest';
import { PaceMeter } from './pace.ts';

describe('PaceMeter', () => {
  it('says nothing before there is enough to tell', () => {
    const meter = new PaceMeter();
    expect(meter.measure(0, 100, 0).secondsLeft).toBeUndefined();
    expect(meter.measure(5, 100, 100).secondsLeft).toBeUndefined();
  });

  it('gives the time left at the recent rate, not the average since the start', () => {
    const meter = new PaceMeter();
    meter.measure(0, 1_000, 0);
    meter.measure(1, 1_000, 60_000);
    for (let second = 1; second <= 20; second++) meter.measure(second * 10, 1_000, 60_000 + second * 1_000);
    const pace = meter.measure(210, 1_000, 81_000);
    expect(pace.rate).toBeCloseTo(10, 5);
    expect(pace.secondsLeft).toBeCloseTo(79, 5);
  });
});
