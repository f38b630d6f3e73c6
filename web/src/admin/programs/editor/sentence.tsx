import { Fragment, type ReactNode } from 'react';
import classes from './sentence.module.css';

interface SentenceProps<Slot extends string> {
  /** Writes the sentence around the places of its fields; each language has its own order. */
  readonly text: (places: Readonly<Record<Slot, string>>) => string;
  readonly slots: Readonly<Record<Slot, ReactNode>>;
}

/** Stands around the name of a field in a sentence that was just written, and in no text that is typed. */
const MARK = '\uE000';

/** A sentence with inputs in place of its figures. */
export function Sentence<Slot extends string>({ text, slots }: SentenceProps<Slot>) {
  const names = Object.keys(slots) as Slot[];
  const places = Object.fromEntries(names.map((name) => [name, MARK + name + MARK])) as Record<Slot, string>;
  return (
    <div className={classes.sentence}>
      {text(places)
        .split(MARK)
        .map((part, index) =>
          index % 2 === 0 ? (
            <Fragment key={`text-${String(index)}`}>{part}</Fragment>
          ) : (
            <span key={part} className={classes.slot}>
              {slots[part as Slot]}
            </span>
          ),
        )}
    </div>
  );
}
