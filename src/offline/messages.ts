/** Messages that a page sends to its service worker. */
export interface ActivateUpdate {
  readonly type: 'activate-update';
}

/** Reads an unknown message; anything else is none of the worker's business. */
export function isActivateUpdate(data: unknown): data is ActivateUpdate {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'activate-update';
}
