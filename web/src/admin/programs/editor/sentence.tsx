import { Fragment, type ReactNode } from 'react';
import classes from './sentence.module.css';

interface SentenceProps {
  /** With `{name}` where a field stands; each language has its own order. */
  readonly text: string;
  readonly slots: Readonly<Record<string, ReactNode>>;
}

/** A sentence whose figures are fields. */
export function Sentence({ text, slots }: SentenceProps) {
  return (
    <div className={classes.sentence}>
      {text.split(/(\{\w+\})/).map((part, index) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name !== undefined)
          return (
            <span key={name} className={classes.slot}>
              {slots[name]}
            </span>
          );
        return <Fragment key={`text-${String(index)}`}>{part}</Fragment>;
      })}
    </div>
  );
}
