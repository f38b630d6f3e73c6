import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import type { Members } from '../described/operation';
import { DocumentContext, type DocumentKit, type Inputs, type Layout } from './document-context';
import { DocumentStore, type Mistake, saysTheSame } from './document-store';
import { useMemberWords } from './member-words';

interface PartOfProps<Part extends object> {
  readonly members: Members;
  readonly value: Part;
  readonly onChange: (changed: Part) => void;
  /** The group of the console's catalogue with the words of the members. */
  readonly words: string;
  readonly inputs: Inputs;
  /** How `PartsOf` lays out the part. */
  readonly layout: Layout;
  /** The mistakes of this part, with paths that are relative to the part. */
  readonly mistakes?: readonly Mistake[];
  readonly children: ReactNode;
}

const NONE: readonly never[] = [];

/** Lets `Field` and the like edit a part of a document whose state the page holds itself, such as a step in a tree. */
export function PartOf<Part extends object>(props: PartOfProps<Part>) {
  const { members, value, onChange, inputs, layout, mistakes = NONE, children } = props;
  const words = useMemberWords('admin', props.words);
  const [store] = useState(() => new DocumentStore(value));
  const latest = useRef({ value, onChange });
  useEffect(() => {
    latest.current = { value, onChange };
    if (!saysTheSame(store.whole(), value)) store.goOnFrom(value);
    store.setMistakes(mistakes);
  });
  useEffect(() => {
    const leave = store.subscribe(() => {
      const changed = store.whole() as Part;
      if (!saysTheSame(changed, latest.current.value)) latest.current.onChange(changed);
    });
    return leave;
  }, [store]);
  const kit = useMemo(
    (): DocumentKit => ({ store, members, words, inputs, layout }),
    [store, members, words, inputs, layout],
  );
  return <DocumentContext value={kit}>{children}</DocumentContext>;
}
