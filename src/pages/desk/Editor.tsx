import { type ClipboardEvent, useEffect, useRef, useState } from 'react';
import { useDesk, useUndertone } from '../../state/react.tsx';
import { Button } from '../../ui/Button.tsx';
import { strings } from '../../ui/strings.ts';

/** A text area lays out all of its text at every key: longer texts are edited by the section. */
const SECTION = 60_000;
const WHOLE_UP_TO = 150_000;
/** A paste of this length into an empty document is something to read, not to edit. */
const READ_FROM = 40;

/** The edit mode: plain text, kept within a second. */
export function Editor() {
  const { desk } = useUndertone();
  const [section, setSection] = useState(() => sectionAround(desk));
  const area = useRef<HTMLTextAreaElement>(null);
  const empty = useDesk((state) => state.text === '');

  // The text lives in the area while it is typed: the store only hears of it.
  useEffect(() => {
    if (area.current !== null) show(area.current, section.body, section.caret);
  }, [section]);

  const onInput = (value: string) => desk.type(section.before + value + section.after);
  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (!empty || pasted.trim().length < READ_FROM) return;
    event.preventDefault();
    void desk.paste(pasted);
  };
  const move = (start: number) => setSection(sectionAt(desk.store.getState().text, start));

  return (
    <div className="editor">
      <textarea
        ref={area}
        className="paste"
        data-testid="paste-area"
        dir="auto"
        aria-label={strings.edit.label}
        placeholder={strings.edit.placeholder}
        spellCheck={false}
        autoComplete="off"
        onInput={(event) => {
          onInput(event.currentTarget.value);
          // A paste is more than a keystroke: it is saved at once.
          const { nativeEvent } = event;
          if (nativeEvent instanceof InputEvent && /^insertFrom/.test(nativeEvent.inputType))
            void desk.flush();
        }}
        onPaste={onPaste}
      />
      {section.total > section.body.length && (
        <div className="sections row small">
          <Button disabled={section.start === 0} onClick={() => move(section.start - SECTION)}>
            {strings.edit.earlier}
          </Button>
          <span className="soft">
            {strings.edit.section(section.start + 1, section.start + section.body.length, section.total)}
          </span>
          <Button disabled={section.after === ''} onClick={() => move(section.start + SECTION)}>
            {strings.edit.later}
          </Button>
        </div>
      )}
    </div>
  );
}

interface Section {
  readonly start: number;
  readonly total: number;
  /** Where the caret is put, within the body. */
  readonly caret: number;
  readonly before: string;
  readonly body: string;
  readonly after: string;
}

function sectionAround(desk: ReturnType<typeof useUndertone>['desk']): Section {
  const { text, analysis, selected } = desk.store.getState();
  const at = selected ?? desk.view.getState().first;
  const sentence = analysis?.text === text ? analysis.segmentation.sentences[at] : undefined;
  const place = sentence?.start ?? 0;
  const section = sectionAt(text, place - SECTION / 4);
  return { ...section, caret: Math.max(0, Math.min(section.body.length, place - section.start)) };
}

/** Puts a text into the area with the caret at a place that is in view. */
function show(area: HTMLTextAreaElement, body: string, caret: number): void {
  // The height of what comes before the caret is where to scroll to.
  area.value = body.slice(0, caret);
  const height = area.scrollHeight;
  area.value = body;
  if (body === '') return;
  area.focus({ preventScroll: true });
  area.setSelectionRange(caret, caret);
  area.scrollTop = caret === 0 ? 0 : height - area.clientHeight / 2;
}

/** The part of a long text that is edited at once, cut at line ends so that no character is torn. */
function sectionAt(text: string, wanted: number): Section {
  if (text.length <= WHOLE_UP_TO)
    return { start: 0, total: text.length, caret: 0, before: '', body: text, after: '' };
  const start = wanted <= 0 ? 0 : lineStart(text, Math.min(wanted, text.length - 1));
  const end = start + SECTION >= text.length ? text.length : lineStart(text, start + SECTION, start + 1);
  return {
    start,
    total: text.length,
    caret: 0,
    before: text.slice(0, start),
    body: text.slice(start, end),
    after: text.slice(end),
  };
}

/** Start of the line at a place, or the place itself (never inside a surrogate pair) in a very long line. */
function lineStart(text: string, at: number, atLeast = 0): number {
  const found = text.lastIndexOf('\n', at - 1) + 1;
  if (found > Math.max(atLeast, at - SECTION / 2)) return found;
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at;
}
