import { membersOf } from '../described/member-at';
import type { Member, Members } from '../described/operation';

/** The members of a part by their names. A group whose members have no names of their own has a member for each of `names`. */
export function namedMembers(member: Member, value: unknown, names: readonly string[]): Members {
  if (member.type !== 'group' || member.each === undefined) return membersOf(member, value);
  const { each } = member;
  return { ...member.members, ...Object.fromEntries(names.map((name) => [name, each])) };
}
