import { useMemo } from 'react';
import type { Namespace } from '../i18n/catalogues';
import { useTranslation } from '../i18n/use-translation';

/**
 * `field`: the name of a member. `help`: the effect of the member. `none`: the meaning of an empty input or list. `value`: a choice, by `member.CHOICE`.
 * `unit`: the unit of a number. `sentence`: a sentence with inputs in place of its arguments, by `member.FORM`. `entry`: the name of an
 * entry of a list, `add` and `remove`: the buttons of a list.
 */
type WordsPart = 'field' | 'help' | 'none' | 'value' | 'unit' | 'sentence' | 'entry' | 'add' | 'remove';

/** The words of a member by the names on its path, with the arguments of the text; undefined: the catalogue has none. */
export type MemberWords = (part: WordsPart, names: readonly string[], given?: object) => string | undefined;

/** The arguments of a text whose numbers are not known, such as the unit of a term outside of its sentence. */
const NO_NUMBER = { n: 0 };

/**
 * Finds the words of members in a group of a catalogue. The words of `limits.perGuest` are `field.limits.perGuest`, else `field.limitsPerGuest`, else
 * `field.perGuest`, which all members of this name share. The words of the choice DISCOUNT of `kind` are `value.kind.DISCOUNT`, else `kind.DISCOUNT`.
 */
export function useMemberWords(namespace: Namespace, group: string): MemberWords {
  const { t } = useTranslation(namespace);
  return useMemo(() => {
    // The keys depend on the members of the document, which the compiler does not know.
    const say = t as (key: string, given: object) => string;
    return (part, names, given = NO_NUMBER) => {
      const find = (keys: readonly string[]) => {
        for (const key of keys) {
          const text = say(key, given);
          if (text !== key) return text;
        }
        return undefined;
      };
      if (part !== 'value' && part !== 'sentence') return find(keysOf(names).map((key) => `${group}.${part}.${key}`));
      const form = names.at(-1) ?? '';
      const keys = keysOf(names.slice(0, -1)).map((key) => `${key}.${form}`);
      return find(keys.flatMap((key) => [`${group}.${part}.${key}`, ...(part === 'value' ? [`${group}.${key}`] : [])]));
    };
  }, [t, group]);
}

/** The keys for a path: `limits.perGuest`, then `limitsPerGuest`, then `perGuest`. The whole path, then each end of it, with dots and as one word. */
export function keysOf(names: readonly string[]): readonly string[] {
  const ends = names.flatMap((name, at) => {
    const rest = names.slice(at + 1);
    return [
      [name, ...rest].join('.'),
      [name, ...rest.map((one) => one.charAt(0).toUpperCase() + one.slice(1))].join(''),
    ];
  });
  return [...new Set(ends)];
}

/** The entry for the names on a path, by the same keys as words: for the whole path, else for an end of it. */
export function entryAt<Entry>(entries: Readonly<Record<string, Entry>>, names: readonly string[]): Entry | undefined {
  const key = keysOf(names).find((one) => Object.hasOwn(entries, one));
  return key === undefined ? undefined : entries[key];
}
