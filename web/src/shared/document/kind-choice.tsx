import { NativeSelect } from '@mantine/core';
import { useRef } from 'react';
import { kindOf, namesOf } from '../described/member-at';
import { bound } from '../ui/bound';
import { useDocumentKit, useMember } from './document-context';
import type { DocumentPath } from './document-store';

interface KindChoiceProps {
  readonly path: DocumentPath;
  /** The first value of each kind, in the order of the choice. Null: this choice removes the part from the document. */
  readonly firsts: Readonly<Record<string, object | null>>;
  readonly label?: string;
  readonly help?: string;
  readonly isInline?: boolean;
  /** Whether another input shows the mistake of the part, so that this input does not show it. */
  readonly isQuiet?: boolean;
  /** Whether no values are kept when a person chooses another kind, because members of the same name count in other units. */
  readonly beginsAnew?: boolean;
  /** Returns the words for a kind; left out: the words of the catalogue. */
  readonly say?: (kind: never) => string;
}

/**
 * The select for the kind of a part. A kind that is chosen again has its earlier values. A kind that is chosen for the first time keeps the values of
 * members that both kinds have.
 */
export function KindChoice({ path, firsts, isInline = false, isQuiet = false, ...props }: KindChoiceProps) {
  const { beginsAnew = false } = props;
  const { words } = useDocumentKit();
  const { member, value, error, change } = useMember(path);
  const left = useRef<Readonly<Record<string, unknown>>>({});
  const names = namesOf(path);
  const label = props.label ?? words('field', names) ?? names.at(-1) ?? '';
  const none = Object.keys(firsts).find((kind) => firsts[kind] === null) ?? '';
  const kind = value === null || value === undefined || member.type !== 'kinds' ? none : kindOf(member, value);
  const say =
    (props.say as ((kind: string) => string) | undefined) ?? ((one: string) => words('value', [...names, one]) ?? one);

  function choose(next: string): void {
    left.current = { ...left.current, [kind]: value };
    const first = firsts[next] ?? null;
    const by = member.type === 'kinds' ? member.by : undefined;
    change(left.current[next] ?? (beginsAnew ? first : merged(first, value, by)));
  }

  return (
    <NativeSelect
      {...(isInline
        ? { 'aria-label': label, maw: '100%' }
        : { label, description: props.help ?? words('help', names) })}
      error={isQuiet ? undefined : error}
      {...bound(kind, choose)}
      data={Object.keys(firsts).map((one) => ({ value: one, label: say(one) }))}
    />
  );
}

/** The first value of a newly chosen kind, in which members that the earlier kind has too keep their values. */
function merged(first: object | null, before: unknown, by: string | undefined): unknown {
  if (first === null || typeof before !== 'object' || before === null) return first;
  const shared = Object.entries(before).filter(([name]) => name !== by && name in first);
  return { ...first, ...Object.fromEntries(shared) };
}
