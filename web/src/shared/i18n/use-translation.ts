import { numberFormat } from './intl';
import { useSyncExternalStore } from 'react';
import type { Formatters, Given, Language } from '../../generated/words/words';
import type { Namespace, Namespaces } from './catalogues';
import { currentLanguage, formatLocale, subscribeToLanguage, wordsOf } from './language';

/** Returns the text of a key. A key made from a union (`problem.${code}.title`) needs the arguments of all its texts. */
type Translate<Texts> = <Key extends keyof Texts & string>(key: Key, ...given: Given<Together<Texts[Key]>>) => string;

type Together<Each> = (Each extends unknown ? (each: Each) => void : never) extends (all: infer All) => void
  ? All
  : never;

interface Translation<Name extends Namespace> {
  readonly t: Translate<Namespaces[Name]>;
  readonly language: Language;
}

/** The words of one catalogue in the page's language, and the language. */
export function useTranslation<Name extends Namespace = 'shared'>(namespace?: Name): Translation<Name> {
  const language = useSyncExternalStore(subscribeToLanguage, currentLanguage);
  return { t: translatorOf(namespace ?? 'shared', language), language };
}

type AnyTranslate = (key: string, given?: unknown) => string;

const translators = new Map<string, AnyTranslate>();

/** Returns the same function for the same catalogue and language, so that effects and memos may depend on it. */
function translatorOf(namespace: Namespace, language: Language): AnyTranslate {
  const name = `${namespace}.${language}`;
  const known = translators.get(name);
  if (known !== undefined) return known;
  const words = wordsOf(namespace, language);
  if (words === undefined) throw new Error(`this page does not load the words of ${namespace}`);
  // A page opened before an update may meet a status for which it has no text.
  const translate: AnyTranslate = (key, given) => words[key]?.(FORMATTERS, given) ?? key;
  translators.set(name, translate);
  return translate;
}

const plurals = new Map<Language, Intl.PluralRules>();

const FORMATTERS: Formatters = {
  number: (value, language) => numberFormat(formatLocale(language)).format(value),
  plural(value, language) {
    const rules = plurals.get(language) ?? new Intl.PluralRules(formatLocale(language));
    plurals.set(language, rules);
    return rules.select(value);
  },
};
