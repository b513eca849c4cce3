import { failureOf } from '../failure.ts';
import { fingerprint, type JournalPort } from '../journal.ts';
import type { LibraryPort } from '../ports.ts';
import { type DeskStore, type Draft, draftOf } from './state.ts';
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
  /**
   * Notes at once, without waiting, what is not saved yet; the next start stores it.
   *
   * @returns false where the text is neither saved nor noted
   */
  jot(): boolean;
}

/**
 * @param untitled title of a text without a usable first line
 * @param copyTitle title of the copy that this tab goes on with after a conflict
 */
export function createSaver(
  store: DeskStore,
  library: LibraryPort,
  journal: JournalPort,
  untitled: string,
  copyTitle: (title: string) => string,
): Saver {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since: number | undefined;
  let saving: Promise<void> | undefined;
  /** The text that is on its way to the disk. */
  let onItsWay: string | undefined;

  const createFrom = async (draft: Draft, text: string) => {
    const title = draft.title || titleOf(text) || untitled;
    const { text: _, ...meta } = await library.create({ id: draft.id, title, text, source: draft.source });
    store.setState(({ documents }) => ({
      current: { id: meta.id, title: meta.title, revision: meta.revision },
      draft: undefined,
      documents: [meta, ...documents.filter((one) => one.id !== meta.id)],
    }));
  };

  const saveOver = async (id: string, text: string) => {
    const { current, stored } = store.getState();
    if (current === undefined) return;
    let meta = await library.saveText(id, text, current.revision);
    const { revision } = meta;
    // What was written counts, also where the title cannot be.
    store.setState({ current: { ...current, revision } });
    // A title that nobody chose follows the first line.
    const title = titleOf(text) || untitled;
    if (current.title === (titleOf(stored) || untitled) && current.title !== title) {
      meta = await library.rename(id, title);
    }
    store.setState(({ documents }) => ({
      current: { id, title: meta.title, revision },
      documents: [meta, ...documents.filter((one) => one.id !== id)],
    }));
  };

  const saveOnce = async (text: string) => {
    const { current, documents, draft } = store.getState();
    try {
      if (current !== undefined) await saveOver(current.id, text);
      else if (text !== '') await createFrom(draft ?? draftOf(), text);
    } catch (cause) {
      const { name } = failureOf(cause);
      if (name === 'DocumentMissingError' && current !== undefined) {
        // Deleted in another tab while it was written in here: what is written is kept.
        await createFrom(draftOf(current.title), text);
        store.setState({ gone: 'kept' });
        return;
      }
      if (name !== 'ConflictError') throw cause;
      const id = current?.id ?? draft?.id;
      const title = documents.find((one) => one.id === id)?.title ?? current?.title ?? draft?.title ?? '';
      await createFrom(draftOf(copyTitle(title || titleOf(text) || untitled)), text);
      store.setState({ conflict: id });
    }
  };

  const jot = () => {
    const { saving: state, text, current, draft } = store.getState();
    if (state === 'saved' || (current === undefined && text === '')) return true;
    const place = current ?? { ...(draft ?? draftOf()), revision: 0 };
    return journal.write({
      id: place.id,
      revision: place.revision,
      title: place.title,
      source: draft?.source ?? { kind: 'typed' },
      text,
      onItsWay: onItsWay === undefined ? null : fingerprint(onItsWay),
    });
  };

  /** Saves until what is stored is what is shown: typing may go on during a write. */
  const save = async () => {
    try {
      for (;;) {
        const { text, epoch } = store.getState();
        onItsWay = text;
        store.setState({ saving: 'saving' });
        await saveOnce(text);
        if (store.getState().epoch === epoch) store.setState({ stored: text });
        const now = store.getState();
        if (now.text === text || now.epoch !== epoch) break;
      }
      onItsWay = undefined;
      store.setState({ saving: 'saved', saveFailure: undefined, held: false });
      journal.clear();
    } catch (cause) {
      onItsWay = undefined;
      store.setState({ saving: 'failed', saveFailure: failureOf(cause) });
      jot();
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
    jot,
    touched() {
      const { saving: state, current, draft } = store.getState();
      if (current === undefined && draft === undefined) store.setState({ draft: draftOf() });
      if (state !== 'saving') store.setState({ saving: 'pending' });
      const now = performance.now();
      since ??= now;
      clearTimeout(timer);
      timer = setTimeout(() => void flush(), Math.max(0, Math.min(PAUSE_MS, since + AT_LATEST_MS - now)));
    },
  };
}
