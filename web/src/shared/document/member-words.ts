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

/** The arguments of a text that is written without a number, such as the unit of a term that stands outside of a sentence. */
const NO_NUMBER = { n: 0 };

/**
 * Finds the words of members in a group of a catalogue. The words of `limits.perGuest` are the first of these texts that the catalogue has:
 * `field.limits.perGuest`, `field.limitsPerGuest`, `field.perGuest` (the text of all members of this name). The words of the choice DISCOUNT of
 * `kind` are `value.kind.DISCOUNT` or, without this text, `kind.DISCOUNT`.
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

/**
 * The keys for a path, the most specific first: the whole path and then each shorter end of the path, both with dots and as one word. For
 * `limits.perGuest` these are `limits.perGuest`, `limitsPerGuest` and `perGuest`.
 */
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

/** The entry whose key fits the names on a path (`keysOf`). If several keys fit, the most specific key counts. */
export function entryAt<Entry>(entries: Readonly<Record<string, Entry>>, names: readonly string[]): Entry | undefined {
  const key = keysOf(names).find((one) => Object.hasOwn(entries, one));
  return key === undefined ? undefined : entries[key];
}
