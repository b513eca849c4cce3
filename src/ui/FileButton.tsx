import { useRef } from 'react';
import { Button } from './Button.tsx';

interface FileButtonProps {
  readonly name: string;
  /** What may be opened, in words. */
  readonly hint?: string;
  readonly accept: string;
  readonly testId: string;
  readonly onFile: (file: File) => void;
}

/** A button that opens the file picker; the input behind it is there for the browser only. */
export function FileButton({ name, hint, accept, testId, onFile }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button title={hint} onClick={() => input.current?.click()}>
        {name}
      </Button>
      <input
        ref={input}
        hidden
        type="file"
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
