import { Fragment, type ReactNode } from 'react';
import { kindOf, memberAt, membersOf, namesOf } from '../described/member-at';
import type { Member } from '../described/operation';
import { type DocumentKit, useDocumentKit, useValue } from './document-context';
import type { DocumentPath } from './document-store';
import { Field } from './field';
import { PartKind } from './part-kind';
import classes from './sentence.module.css';

/** A sentence of the catalogue: the text between its fields, and the names of the fields. */
interface SentenceText {
  readonly texts: readonly string[];
  readonly slots: readonly string[];
}

/** Marks the beginning and the end of a field's name in a written sentence. No catalogue text contains this character. */
const MARK = '\uE000';

/**
 * The catalogue's sentence for a part of the document; undefined: the catalogue has no sentence for the part. A part with kinds has a sentence for
 * each kind. A member that may be null has the sentences `some` and `none`. The sentence `any` is used if the catalogue lacks the sentence for the
 * value. The argument `n` is the first number in the sentence, for plural forms.
 */
export function sentenceAt({ words, members, store }: DocumentKit, path: DocumentPath): SentenceText | undefined {
  const value = store.get(path);
  const member = memberAt(members, path, store.whole());
  const names = namesOf(path);
  const write = (n: number) => {
    const places = new Proxy({}, { get: (_, name) => (name === 'n' ? n : MARK + String(name) + MARK) });
    return words('sentence', [...names, formOf(member, value)], places) ?? words('sentence', [...names, 'any'], places);
  };
  const slots = slotsIn(write(0));
  if (slots.length === 0) return undefined;
  const numbers = slots.map((slot) => store.get(pathOf(path, slot, member, value)));
  const texts = write(numbers.find((number) => typeof number === 'number') ?? 0)?.split(MARK) ?? [];
  return { texts: texts.filter((_, at) => at % 2 === 0), slots: slotsIn(texts.join(MARK)) };
}

/** The names of members outside of a part whose inputs stand in the sentence of the part. */
export function besideIn(kit: DocumentKit, path: DocumentPath): readonly string[] {
  const own = membersOf(memberAt(kit.members, path, kit.store.whole()), kit.store.get(path));
  return sentenceAt(kit, path)?.slots.filter((slot) => !(slot in own) && slot !== path.at(-1)) ?? [];
}

function formOf(member: Member, value: unknown): string {
  if (member.type === 'kinds') return kindOf(member, value);
  return value === null || value === undefined ? 'none' : 'some';
}

function slotsIn(text = ''): readonly string[] {
  return text.split(MARK).filter((_, at) => at % 2 === 1);
}

/** The path of a field in a sentence: a member of the part, the part itself, or another member of the group that has the part. */
function pathOf(path: DocumentPath, slot: string, member: Member, value: unknown): DocumentPath {
  if (slot in membersOf(member, value)) return [...path, slot];
  return [...path.slice(0, -1), slot];
}

interface SentenceProps {
  readonly path: DocumentPath;
  /** Inputs in place of the usual fields, by their names in the sentence. */
  readonly slots?: Readonly<Record<string, ReactNode>>;
}

/**
 * A sentence of the catalogue with inputs in place of its arguments: `{kind}` is the select of the part's kind, and any other argument is the input
 * of the member with the argument's name.
 */
export function Sentence({ path, slots = {} }: SentenceProps) {
  const kit = useDocumentKit();
  useValue(path.length > 1 ? path.slice(0, -1) : path);
  const said = sentenceAt(kit, path);
  if (said === undefined) return null;
  return (
    <div className={classes.sentence}>
      {said.texts.map((text, at) => {
        const slot = said.slots[at];
        return (
          <Fragment key={slot ?? 'end'}>
            {text}
            {slot !== undefined && (
              <span className={classes.slot}>{slots[slot] ?? <Slot path={path} name={slot} />}</span>
            )}
          </Fragment>
        );
      })}
    </div>
  );
}

function Slot({ path, name }: { readonly path: DocumentPath; readonly name: string }) {
  const { store, members, words } = useDocumentKit();
  const member = memberAt(members, path, store.whole());
  if (name === 'kind') return <PartKind path={path} isInline />;
  const value = store.get(path);
  const at = pathOf(path, name, member, value);
  const n =
    Object.values((value ?? {}) as Readonly<Record<string, unknown>>).find((one) => typeof one === 'number') ?? 0;
  return (
    <Field path={at} isInline say={(choice: string) => words('value', [...namesOf(at), choice], { n }) ?? choice} />
  );
}
