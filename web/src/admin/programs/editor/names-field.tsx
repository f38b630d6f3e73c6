import { MultiSelect } from '@mantine/core';
import { useDraftStore, useMistake, useValue } from './draft-context';
import type { DocumentPath } from './draft-store';
import { useMistakeWords } from './use-mistake-words';

interface NamesFieldProps {
  readonly path: DocumentPath;
  readonly label: string;
  /** Explains what an empty list means. */
  readonly placeholder: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** A list of names to choose from; a name that is no choice any more stays. */
export function NamesField({ path, label, placeholder, choices }: NamesFieldProps) {
  const store = useDraftStore();
  const words = useMistakeWords();
  const chosen = useValue<readonly string[]>(path);
  const mistake = useMistake(path, true);
  const others = chosen.filter((name) => choices.every(({ value }) => value !== name));
  return (
    <MultiSelect
      label={label}
      size="md"
      placeholder={chosen.length === 0 ? placeholder : ''}
      data={[...choices, ...others.map((value) => ({ value, label: value }))]}
      value={[...chosen]}
      error={mistake === undefined ? undefined : words(mistake)}
      onChange={(next) => store.set(path, next)}
    />
  );
}
