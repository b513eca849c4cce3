import { useDesk } from '../../state/react.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { strings } from '../../ui/strings.ts';

/** Says of a whole text that the model was not made for it; a text that is only quoted in part is let be. */
export function LanguageNotice() {
  const foreign = useDesk((state) => state.analysis?.segmentation.english === false);
  if (!foreign) return null;
  return <Notice testId="not-english" title={strings.read.notEnglish} body={strings.read.notEnglishBody} />;
}
