import { expect, test } from 'vitest';
import { harden } from './harden.ts';
import { SECURITY_HEADERS } from './policy.ts';

test('puts every header of the policy on a response, in place of what its host sent', async () => {
  const response = new Response('body', {
    status: 404,
    statusText: 'Not Found',
    headers: {
      'content-security-policy': 'default-src *',
      'Content-Type': 'text/css',
      'Content-Encoding': 'br',
    },
  });
  const hardened = harden(response);
  for (const [name, value] of Object.entries(SECURITY_HEADERS))
    expect(hardened.headers.get(name)).toBe(value);
  expect(hardened.headers.get('Content-Type')).toBe('text/css');
  expect(hardened.headers.get('Content-Encoding')).toBeNull();
  expect([hardened.status, hardened.statusText, await hardened.text()]).toEqual([404, 'Not Found', 'body']);
});

test('rebuilds responses that may have no body, and leaves network errors alone', () => {
  expect(harden(new Response(null, { status: 204 })).status).toBe(204);
  expect(harden(Response.error()).type).toBe('error');
});
