import { FileInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { OwnInput } from './fields';

interface FileFieldOptions {
  readonly label: string;
  readonly help?: ReactNode;
  readonly placeholder?: string;
  /** The kinds of files that are offered. */
  readonly accept?: string;
  readonly check: (file: File | null) => string | false;
}

/** The field of a file for a member that has its content: the form sends the content itself. */
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
