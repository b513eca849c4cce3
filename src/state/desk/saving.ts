import { failureOf } from '../failure.ts';
import type { LibraryPort } from '../ports.ts';
import type { DeskStore } from './state.ts';
import { titleOf } from './title.ts';

/** A pause in typing of this long is followed by a save; without a pause, one comes after a second. */
const PAUSE_MS = 400;
const AT_LATEST_MS = 900;

/** Keeps the text in the store safe on disk. */
export interface Saver {
  /** The text changed by typing. */
  touched(): void;
  /** Saves now what is not saved; resolves when it is, or when it failed and the state says so. */
  flush(): Promise<void>;
}

/**
 * @param untitled title of a text without a usable first line
 * @param copyTitle title of the copy that this tab goes on with after a conflict
 */
export function createSaver(
  store: DeskStore,
  library: LibraryPort,
  untitled: string,
  copyTitle: (title: string) => string,
): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since: number | undefined;
  let saving: Promise<void> | undefined;

  const createFrom = async (title: string, text: string) => {
    const { text: _, ...meta } = await library.create({ title, text, source: { kind: 'typed' } });
    store.setState(({ documents }) => ({
      current: { id: meta.id, title: meta.title, revision: meta.revision },
      documents: [meta, ...documents],
    }));
  };

  const saveOnce = async (text: string) => {
    const { current, documents, stored } = store.getState();
    if (current === undefined) {
      if (text !== '') await createFrom(titleOf(text) || untitled, text);
      return;
    }
    try {
      const saved = await library.saveText(current.id, text, current.revision);
      // A title that nobody chose follows the first line.
      const title = titleOf(text) || untitled;
      const follows = current.title === (titleOf(stored) || untitled) && current.title !== title;
      const meta = follows ? await library.rename(current.id, title) : saved;
      store.setState((state) => ({
        current:
          state.current?.id === meta.id
            ? { id: meta.id, title: meta.title, revision: meta.revision }
            : state.current,
        documents: [meta, ...state.documents.filter((one) => one.id !== meta.id)],
      }));
    } catch (cause) {
      const { name } = failureOf(cause);
      if (name === 'DocumentMissingError') {
        // Deleted in another tab while it was written in here: what is written is kept.
        await createFrom(current.title, text);
        return;
      }
      if (name !== 'ConflictError') throw cause;
      const title = documents.find((one) => one.id === current.id)?.title ?? current.title;
      await createFrom(copyTitle(title), text);
      store.setState({ conflict: current.id });
    }
  };

  /** Saves until what is stored is what is shown: typing may go on during a write. */
  const save = async () => {
    try {
      for (;;) {
        const { text, epoch } = store.getState();
        store.setState({ saving: 'saving' });
        await saveOnce(text);
        if (store.getState().epoch === epoch) store.setState({ stored: text });
        const now = store.getState();
        if (now.text === text || now.epoch !== epoch) break;
      }
      store.setState({ saving: 'saved' });
    } catch (cause) {
      store.setState({ saving: 'failed', failure: failureOf(cause) });
    }
  };

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    since = undefined;
    if (saving === undefined && store.getState().saving === 'saved') return;
    saving ??= save().finally(() => {
      saving = undefined;
    });
    await saving;
  };

  return {
    flush,
    touched() {
      if (store.getState().saving !== 'saving') store.setState({ saving: 'pending' });
      const now = performance.now();
      since ??= now;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), Math.max(0, Math.min(PAUSE_MS, since + AT_LATEST_MS - now)));
    },
  };
}
