import { useApp, useDesk, usePacks } from '../state/react.tsx';

/** True while something is stored here that the browser may clear on its own. */
export function useVolatile(): boolean {
  const volatile = useApp((state) => state.persisted === false);
  const installed = usePacks((state) => state.chosen !== undefined);
  const documents = useDesk((state) => state.documents.length > 0);
  return volatile && (documents || installed);
}
