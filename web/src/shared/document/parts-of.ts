import { kindOf, membersOf } from '../described/member-at';
import type { Member, Members } from '../described/operation';
import { decimalText } from '../format/decimal';
import { decimalSeparator } from '../format/money';
import type { Format } from '../format/use-format';
import { saysTheSame } from './document-store';
import { figureKindOf, figureOf } from './figures';
import type { MemberWords } from './member-words';
import { namedMembers } from './named-members';

/** The words for a member of a document and for its value. */
interface NamedPart {
  readonly label: string;
  readonly text: string;
}

export interface PartWords {
  readonly words: MemberWords;
  readonly format: Format;
  readonly yes: string;
  readonly no: string;
}

/** A member that differs between two documents. `texts` is missing if the value is too long for one line. */
export interface PartDifference {
  readonly label: string;
  readonly texts?: { readonly before: string; readonly after: string };
}

const NOTHING = '—';
const MOST_CHARACTERS = 80;

/** The members of a document that the catalogue has words for, each with its value in words. */
export function partsOf(members: Members, document: unknown, words: PartWords): readonly NamedPart[] {
  return groupParts(members, document, [], '', words);
}

/** The differences between two documents, member by member. */
export function partDifferences(
  members: Members,
  before: unknown,
  after: unknown,
  words: PartWords,
): readonly PartDifference[] {
  const [was, is] = [before, after].map(
    (one) => new Map(partsOf(members, one, words).map(({ label, text }) => [label, text])),
  );
  if (was === undefined || is === undefined || saysTheSame(before, after)) return [];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((label): PartDifference[] => {
    const texts = { before: was.get(label) ?? NOTHING, after: is.get(label) ?? NOTHING };
    if (texts.before === texts.after) return [];
    return [Math.max(texts.before.length, texts.after.length) > MOST_CHARACTERS ? { label } : { label, texts }];
  });
}

function groupParts(
  members: Members,
  document: unknown,
  names: readonly string[],
  above: string,
  words: PartWords,
): readonly NamedPart[] {
  return Object.entries(members).flatMap(([name, member]) => {
    const value = (document as Readonly<Record<string, unknown>> | null | undefined)?.[name];
    const own = words.words('field', [...names, name]);
    return memberParts(member, value, [...names, name], own === undefined ? above : joined(above, own), words, own);
  });
}

function memberParts(
  member: Member,
  value: unknown,
  names: readonly string[],
  label: string,
  words: PartWords,
  own: string | undefined,
): readonly NamedPart[] {
  if (member.type === 'group')
    return groupParts(namedMembers(member, value, Object.keys(value ?? {})), value, names, own ?? label, words);
  if (member.type === 'kinds') {
    const kind = value === null || value === undefined ? '' : kindOf(member, value);
    const chosen = kind === '' ? NOTHING : (words.words('value', [...names, kind]) ?? kind);
    return [
      ...(own === undefined ? [] : [{ label, text: chosen }]),
      ...groupParts(membersOf(member, value), value, names, own ?? '', words),
    ];
  }
  if (member.type === 'list' && ['group', 'kinds'].includes(member.of.type))
    return (Array.isArray(value) ? (value as unknown[]) : []).flatMap((item, at) => {
      const given = { number: at + 1, name: entryName(item, at) };
      const entry = words.words('entry', names, given);
      const [title, short] = [entry ?? `${label} ${given.name}`, entry ?? `${own ?? ''} ${given.name}`].map((one) =>
        one.trim(),
      );
      return memberParts(member.of, item, names, title ?? '', numbered(words, at + 1), short);
    });
  return own === undefined ? [] : [{ label, text: textOf(member, value, names, words) }];
}

/** The words for the members of the entry of a list with this number. */
function numbered(words: PartWords, number: number): PartWords {
  return { ...words, words: (part, names, given) => words.words(part, names, { n: 0, number, ...given }) };
}

/** The code or id of a part in a list; a part without a code and an id has its number. */
function entryName(item: unknown, at: number): string {
  const { code, id, name } = (item ?? {}) as {
    readonly code?: unknown;
    readonly id?: unknown;
    readonly name?: unknown;
  };
  const own = code ?? (name === undefined ? id : undefined);
  return typeof own === 'string' && own !== '' ? own : String(at + 1);
}

function joined(above: string, own: string): string {
  return above === '' ? own : `${above} · ${own}`;
}

function textOf(member: Member, value: unknown, names: readonly string[], said: PartWords): string {
  const { words, format, yes, no } = said;
  if (member.type === 'switch') return value === true ? yes : no;
  if (value === null || value === undefined || value === '') return NOTHING;
  if (Array.isArray(value)) return value.length === 0 ? NOTHING : value.map(String).join(', ');
  if (typeof value === 'number') {
    const { decimals, sign } = figureOf(figureKindOf(names.at(-1) ?? '', member), format);
    return [decimalText(value, decimals, decimalSeparator(format.locale)), sign].filter(Boolean).join(' ');
  }
  if (typeof value !== 'string') return JSON.stringify(value);
  if (member.type === 'choice') return words('value', [...names, value]) ?? value;
  return member.type === 'moment' ? format.dateTime(value) : value;
}
