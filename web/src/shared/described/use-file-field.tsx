import { FileInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { OwnInput } from './fields';

interface FileFieldOptions {
  readonly label: string;
  readonly help?: ReactNode;
  readonly placeholder?: string;
  /** The types of files that the file dialog of the browser offers. */
  readonly accept?: string;
  readonly check: (file: File | null) => string | false;
}

/**
 * The field for a member that holds the content of a file. The value of its input is only the name of the file: the caller reads `file` and puts the
 * content into the request.
 */
export function useFileField({ label, help, placeholder, accept, check }: FileFieldOptions) {
  const [file, setFile] = useState<File | null>(null);
  return {
    file,
    clear: () => setFile(null),
    field: {
      label,
      help,
      check: () => check(file),
      control: ({ description, error, onChange }: OwnInput<string>) => (
        <FileInput
          size="md"
          clearable
          label={label}
          description={description}
          placeholder={placeholder}
          {...(accept !== undefined && { accept })}
          error={error}
          value={file}
          onChange={(chosen) => {
            setFile(chosen);
            onChange(chosen?.name ?? '');
          }}
        />
      ),
    },
  };
}
