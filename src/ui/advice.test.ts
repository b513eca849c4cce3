import { describe, expect, it } from 'vitest';
import { EngineHungError } from '../engine/client.ts';
import { adviceFor } from './advice.ts';

describe('advice', () => {
  it('knows an error by its stable name', () => {
    expect(adviceFor(new EngineHungError('x')).title).toMatch(/stopped answering/);
  });

  it('has something to say about any other', () => {
    expect(adviceFor(new TypeError('x')).action).toMatch(/Try again/);
  });
});
