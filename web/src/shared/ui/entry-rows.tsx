import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './entry-rows.module.css';
import { Help } from './page';

interface EntryRowsProps<Entry> {
  readonly legend: string;
  readonly help: string;
  readonly entries: readonly Entry[];
  readonly onChange: (entries: Entry[]) => void;
  /** The value of a new entry. */
  readonly first: Entry;
  /** The text of the button that adds an entry. */
  readonly add: string;
  /** The text of the button that removes an entry, and the button's name for a screen reader. */
  readonly remove: readonly [text: string, name: (number: number) => string];
  readonly least?: number;
  readonly most?: number;
  readonly error?: string | undefined;
  /** Other buttons that add entries. */
  readonly buttons?: ReactNode;
  /** The inputs of an entry; `put` changes some of its members. */
  readonly children: (entry: Entry, put: (members: Partial<Entry>) => void, at: number) => ReactNode;
}

/** The inputs for a list of entries, each in a row with a button that removes it. */
export function EntryRows<Entry>(props: EntryRowsProps<Entry>) {
  const { legend, help, entries, onChange, first, add, least = 0, most = Infinity, error, buttons, children } = props;
  const [removeText, removeName] = props.remove;
  const put = (at: number) => (members: Partial<Entry>) =>
    onChange(entries.map((entry, index) => (index === at ? { ...entry, ...members } : entry)));
  return (
    <fieldset className={classes.rows}>
      <legend>{legend}</legend>
      <Help>{help}</Help>
      {entries.map((entry, at) => (
        // A typed entry has no id, so its position is its key.
        <div key={at} className={classes.row}>
          {children(entry, put(at), at)}
          {entries.length > least && (
            <Button
              variant="subtle"
              color="gray"
              aria-label={removeName(at + 1)}
              onClick={() => onChange(entries.filter((_, index) => index !== at))}
            >
              {removeText}
            </Button>
          )}
        </div>
      ))}
      {error !== undefined && <p role="alert">{error}</p>}
      {buttons}
      {entries.length < most && (
        <Button variant="default" onClick={() => onChange([...entries, first])}>
          {add}
        </Button>
      )}
    </fieldset>
  );
}
