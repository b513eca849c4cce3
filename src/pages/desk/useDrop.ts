import { type DragEvent, useRef, useState } from 'react';

/** Handlers that take one dropped file; text that is dragged is left to the editor. */
export function useDrop(onFile: (file: File) => void) {
  const depth = useRef(0);
  const [dragging, setDragging] = useState(false);
  const holdsFile = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  return {
    dragging,
    onDragEnter(event: DragEvent) {
      if (!holdsFile(event)) return;
      depth.current += 1;
      setDragging(true);
    },
    onDragLeave(event: DragEvent) {
      if (!holdsFile(event)) return;
      depth.current = Math.max(0, depth.current - 1);
      if (depth.current === 0) setDragging(false);
    },
    onDragOver(event: DragEvent) {
      if (holdsFile(event)) event.preventDefault();
    },
    onDrop(event: DragEvent) {
      if (!holdsFile(event)) return;
      event.preventDefault();
      depth.current = 0;
      setDragging(false);
      const file = event.dataTransfer.files[0];
      if (file !== undefined) onFile(file);
    },
  };
}
