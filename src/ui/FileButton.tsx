import { useRef } from 'react';
import { Button } from './Button.tsx';

interface FileButtonProps {
  readonly label: string;
  readonly name: string;
  readonly accept: string;
  readonly testId: string;
  readonly onFile: (file: File) => void;
}

/** A button that opens the file picker; the input behind it stays reachable for tests and drivers. */
export function FileButton({ label, name, accept, testId, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button onClick={() => input.current?.click()}>{name}</Button>
      <input
        ref={input}
        className="vh"
        type="file"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        data-testid={testId}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file !== undefined) onFile(file);
          event.target.value = '';
        }}
      />
    </>
  );
}
