import { useMemo } from 'react';
import type { Namespace } from '../i18n/catalogues';
import { useTranslation } from '../i18n/use-translation';

/** `field`: the name of a member. `help`: the effect of the member. `none`: the meaning of an empty input. `value`: a choice, by `member.CHOICE`. */
type WordsPart = 'field' | 'help' | 'none' | 'value';

/** The words of a member by the names on its path; undefined: the catalogue has none. */
export type MemberWords = (part: WordsPart, names: readonly string[]) => string | undefined;

/**
 * Finds the words of members in a group of a catalogue. The words of `limits.perGuest` are `field.limits.perGuest`, else `field.limitsPerGuest`, else
 * `field.perGuest`, which all members of this name share. The words of the choice DISCOUNT of `kind` are `value.kind.DISCOUNT`, else `kind.DISCOUNT`.
 */
export function useMemberWords(namespace: Namespace, group: string): MemberWords {
  const { t } = useTranslation(namespace);
  return useMemo(() => {
    // The keys depend on the members of the document, which the compiler does not know.
    const say = t as (key: string) => string;
    const find = (keys: readonly string[]) =>
      keys.map((key) => ({ key, text: say(key) })).find(({ key, text }) => text !== key)?.text;
    return (part, names) => {
      const value = part === 'value' ? names.at(-1) : undefined;
      const members = keysOf(value === undefined ? names : names.slice(0, -1));
      if (value === undefined) return find(members.map((member) => `${group}.${part}.${member}`));
      return find(members.flatMap((member) => [`${group}.value.${member}.${value}`, `${group}.${member}.${value}`]));
    };
  }, [t, group]);
}

/** The keys for a path: `limits.perGuest`, then `limitsPerGuest`, then `perGuest`. The whole path, then each end of it, with dots and as one word. */
function keysOf(names: readonly string[]): readonly string[] {
  const ends = names.flatMap((name, at) => {
    const rest = names.slice(at + 1);
    return [
      [name, ...rest].join('.'),
      [name, ...rest.map((one) => one.charAt(0).toUpperCase() + one.slice(1))].join(''),
    ];
  });
  return [...new Set(ends)];
}
