import { describe, expect, test } from 'vitest';
import { CSP, CSP_DIRECTIVES, META_CSP, SECURITY_HEADERS } from './policy.ts';

/** Every fetch, navigation and document directive that a browser falls back from, or that has no fallback. */
const SPELLED_OUT = [
  'default-src',
  'script-src',
  'worker-src',
  'connect-src',
  'style-src',
  'img-src',
  'font-src',
  'manifest-src',
  'media-src',
  'object-src',
  'frame-src',
  'form-action',
  'base-uri',
  'frame-ancestors',
];

describe('the policy', () => {
  test('leaves no directive to a default', () => {
    expect(Object.keys(CSP_DIRECTIVES).sort()).toEqual([...SPELLED_OUT].sort());
    expect(CSP_DIRECTIVES['default-src']).toEqual(["'none'"]);
  });

  test('names no host and allows no inline code, no eval and no wildcard', () => {
    expect(CSP).not.toMatch(/https?:|wss?:|\*|'unsafe-inline'|'unsafe-eval'|'strict-dynamic'/);
    const sources = new Set(Object.values(CSP_DIRECTIVES).flat());
    expect([...sources].sort()).toEqual(["'none'", "'self'", "'wasm-unsafe-eval'", 'blob:', 'data:']);
    // data: and blob: only where they cannot run.
    for (const [name, list] of Object.entries(CSP_DIRECTIVES)) {
      if (name !== 'img-src') expect(list).not.toContain('data:');
      if (name !== 'img-src') expect(list).not.toContain('blob:');
    }
  });

  test('is the header, and the meta element is the same without what only a header may say', () => {
    expect(SECURITY_HEADERS['Content-Security-Policy']).toBe(CSP);
    expect(`${META_CSP}; frame-ancestors 'none'`).toBe(CSP);
  });
});
