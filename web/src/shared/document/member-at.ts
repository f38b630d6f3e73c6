import type { Member, Members } from '../described/operation';
import type { DocumentPath } from './document-store';

type KindsMember = Extract<Member, { readonly type: 'kinds' }>;

/** The description of the member at a path. The document is needed because the members of a part can depend on its chosen kind. */
export function memberAt(members: Members, path: DocumentPath, document: unknown): Member {
  let member: Member = { type: 'group', members };
  let value = document;
  for (const step of path) {
    const inner = memberIn(member, step, value);
    if (inner === undefined) throw new Error(`the document has no member ${path.join('.')}`);
    member = inner;
    value = valueIn(value, step);
  }
  return member;
}

/** The members of a group; for a part with kinds, the members of the kind that the value has. */
export function membersOf(member: Member, value: unknown): Members {
  if (member.type === 'group') return member.members;
  return member.type === 'kinds' ? (member.kinds[kindOf(member, value)] ?? {}) : {};
}

/** The kind of a value: the value of the member `by`. Without `by`, the kind is the name of the member that only values of this kind have. */
export function kindOf({ by, kinds }: KindsMember, value: unknown): string {
  if (by !== undefined) {
    const kind = valueIn(value, by);
    return typeof kind === 'string' ? kind : '';
  }
  return Object.keys(kinds).find((name) => valueIn(value, name) !== undefined) ?? '';
}

/** The value of a member whose input is empty: null, undefined (the member is missing), or an empty text or list. */
export function emptyOf({ type, orNull, needed }: Member): unknown {
  if (orNull === true) return null;
  if (needed !== true) return undefined;
  return type === 'list' ? [] : '';
}

/** The names on a path, without the positions in lists: `tiers.0.code` has `tiers` and `code`. */
export function namesOf(path: DocumentPath): readonly string[] {
  return path.filter((step) => typeof step === 'string');
}

function memberIn(member: Member, step: string | number, value: unknown): Member | undefined {
  if (typeof step === 'number') return member.type === 'list' ? member.of : undefined;
  if (member.type === 'group') return member.members[step] ?? member.each;
  if (member.type !== 'kinds') return undefined;
  if (step === member.by) return { type: 'choice', values: Object.keys(member.kinds), needed: true };
  return (
    membersOf(member, value)[step] ??
    // Until the part has a kind, the description comes from the first kind that has the member.
    Object.values(member.kinds).find((members) => members[step] !== undefined)?.[step]
  );
}

function valueIn(value: unknown, step: string | number): unknown {
  return (value as Readonly<Record<string | number, unknown>> | null | undefined)?.[step];
}

/** The members of an answer that belong to the document. */
export function pickedFrom(members: Members, answer: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(answer).filter(([name]) => name in members));
}

/** The document for a request that sends it whole: texts are trimmed, empty ones are left out, and missing members get the defaults of the API document. */
export function wholeOf(members: Members, document: object): Readonly<Record<string, unknown>> {
  const whole = trimmed(document) as object;
  const initial = Object.entries(members).flatMap(([name, member]) =>
    member.initial === undefined || valueIn(whole, name) !== undefined ? [] : [[name, member.initial] as const],
  );
  return { ...whole, ...Object.fromEntries(initial) };
}

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value)) return value.map(trimmed);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => [name, trimmed(inner)] as const);
  return Object.fromEntries(members.filter(([, inner]) => inner !== ''));
}
