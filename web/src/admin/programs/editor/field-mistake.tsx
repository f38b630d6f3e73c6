import type { Mistake } from './draft-store';
import classes from './editor.module.css';
import { useMistakeWords } from './use-mistake-words';

/** The faults of a part that is more than one field. */
export function FieldMistake({ mistake }: { readonly mistake: Mistake }) {
  const words = useMistakeWords();
  return <p className={classes.mistake}>{words(mistake)}</p>;
}
