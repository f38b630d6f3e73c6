import { Switch } from '@mantine/core';
import { useRef, type ReactNode } from 'react';
import { useDocumentStore, useMistakeText, useValue } from './document-context';
import type { DocumentPath } from './document-store';
import classes from './switched.module.css';
import { FieldMistake } from './field-mistake';

interface SwitchedProps {
  readonly path: DocumentPath;
  readonly label: string;
  /** The value at the first switch-on. */
  readonly initial: object;
  /** Whether the switched input is in the same line. */
  readonly isLine?: boolean;
  /** True where it is left out of the document while it is off, instead of null. */
  readonly isOptional?: boolean;
  readonly children: ReactNode;
}

/** A part that may be missing. Switched off and on again it is as it was. */
export function Switched({ path, label, initial, isLine = false, isOptional = false, children }: SwitchedProps) {
  const store = useDocumentStore();
  const value = useValue<object | null | undefined>(path) ?? null;
  const mistake = useMistakeText(path);
  const last = useRef<object>(initial);
  if (value !== null) last.current = value;
  return (
    <div className={classes.switched} data-line={isLine}>
      <Switch
        className={classes.check ?? ''}
        size="md"
        label={label}
        checked={value !== null}
        onChange={() => store.set(path, value === null ? last.current : isOptional ? undefined : null)}
      />
      {value !== null && children}
      {mistake !== undefined && <FieldMistake>{mistake}</FieldMistake>}
    </div>
  );
}
