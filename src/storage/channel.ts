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

/** Tells this context's listeners what other tabs and workers post on a channel, which is joined when first needed. */
export class Announcements<Message> {
  readonly #name: string;
  readonly #read: (message: unknown) => Message | undefined;
  readonly #listeners = new Set<(message: Message) => void>();
  #channel: Channel | undefined;

  /** @param read validates what arrives; undefined where it is to be ignored. */
  constructor(name: string, read: (message: unknown) => Message | undefined) {
    this.#name = name;
    this.#read = read;
  }

  post(message: Message): void {
    this.#join().post(message);
  }

  /** Calls `listener` for what others post; returns what ends it. */
  subscribe(listener: (message: Message) => void): () => void {
    this.#listeners.add(listener);
    this.#join();
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  #join(): Channel {
    this.#channel ??= joinChannel(this.#name, (posted) => {
      const message = this.#read(posted);
      if (message !== undefined) for (const listener of this.#listeners) listener(message);
    });
    return this.#channel;
  }
}
