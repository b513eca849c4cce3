/** Speaks to the app's other tabs and workers; silent where the browser has no BroadcastChannel. */
export interface Channel {
  post(message: unknown): void;
  close(): void;
}

/**
 * Joins the channel of that name.
 *
 * @param onMessage gets what others post, unchecked: the receiver validates it.
 */
export function joinChannel(name: string, onMessage: (message: unknown) => void): Channel {
  if (typeof BroadcastChannel === 'undefined') return { post: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  let open = true;
  channel.onmessage = (event: MessageEvent<unknown>) => {
    if (open) onMessage(event.data);
  };
  return {
    post: (message) => {
      if (open) channel.postMessage(message);
    },
    close: () => {
      open = false;
      channel.close();
    },
  };
}
