import type { Member, Members } from './operation';

/** The names of members, and positions in lists. */
type MemberPath = readonly (string | number)[];

type KindsMember = Extract<Member, { readonly type: 'kinds' }>;

/** The description of the member at a path. `document` is needed if the path leads through a part whose members depend on the chosen kind. */
export function memberAt(members: Members, path: MemberPath, document?: unknown): Member {
  let member: Member = { type: 'group', members };
  let value = document;
  for (const step of path) {
    const inner = memberIn(member, step, value);
    if (inner === undefined) throw new Error(`the API document describes no member ${path.join('.')}`);
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
export function namesOf(path: MemberPath): readonly string[] {
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
