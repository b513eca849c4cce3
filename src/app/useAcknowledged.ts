import { useState } from 'react';

/** Whether a standing warning was acknowledged in this session of the tab, and how to acknowledge it. */
export function useAcknowledged(warning: string): readonly [boolean, () => void] {
  const key = `undertone:acknowledged:${warning}`;
  const [acknowledged, setAcknowledged] = useState(() => read(key));
  return [
    acknowledged,
    () => {
      setAcknowledged(true);
      write(key);
    },
  ];
}

function read(key: string): boolean {
  try {
    return sessionStorage.getItem(key) !== null;
  } catch {
    // Without session storage the warning is shown in full with every load.
    return false;
  }
}

function write(key: string): void {
  try {
    sessionStorage.setItem(key, '1');
  } catch {
    // It stays small until the page is loaded again.
  }
}
