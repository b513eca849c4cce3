import { useDesk } from '../../state/react.tsx';
import { formatCount, formatDateTime } from '../../ui/format.ts';
import { strings } from '../../ui/strings.ts';
import { PrintedFigures } from './PrintedFigures.tsx';
import { PrintedText } from './PrintedText.tsx';
import { usePrinting } from './usePrinting.ts';

const words = strings.print;

/** Enough for an annual report; beyond, laying out the paper would freeze the page. */
const MOST_SENTENCES = 20_000;
const MOST_CHARACTERS = 2_000_000;

/** The open document as it goes on paper: all of it, with its figures, its marks and how they came about. */
export function PrintSheet() {
  return usePrinting() ? <Sheet /> : null;
}

function Sheet() {
  const title = useDesk((state) => state.current?.title);
  const text = useDesk((state) => state.text);
  const analysis = useDesk((state) => state.analysis);
  const cut = analysis?.text === text ? analysis : undefined;
  const sentences = cut?.segmentation.sentences.length ?? 0;
  return (
    <article className="print-sheet" data-testid="print-sheet">
      <h1 dir="auto">{title ?? strings.documents.untitled}</h1>
      <p className="small soft">{words.made(formatDateTime(Date.now()))}</p>
      {cut === undefined ? (
        <div className="print-block" dir="auto">
          {text.slice(0, MOST_CHARACTERS)}
        </div>
      ) : (
        <>
          <PrintedFigures analysis={cut} />
          <PrintedText analysis={cut} sentences={MOST_SENTENCES} />
        </>
      )}
      {sentences > MOST_SENTENCES && (
        <p>{words.shortened(formatCount(MOST_SENTENCES), formatCount(sentences))}</p>
      )}
    </article>
  );
}
