import { FALLBACK, type Language } from '../../generated/words/words';
import { useTranslation } from './use-translation';

/** A text of a network by language code. */
export type TextByLanguage = Readonly<Partial<Record<string, string>>>;

/** A text in the reader's language, else in whichever there is. */
export function spokenIn(text: TextByLanguage, language: Language): string {
  return (
    text[language] ?? text[FALLBACK[language]] ?? text['ru'] ?? text['en'] ?? Object.values(text).find(isGiven) ?? ''
  );
}

/** The texts of two inputs; an empty input gives no text. */
export function spokenOf({ ru = '', en = '' }: TextByLanguage): { ru?: string; en?: string } {
  return { ...(ru.trim() === '' ? {} : { ru: ru.trim() }), ...(en.trim() === '' ? {} : { en: en.trim() }) };
}

/** A function that picks the text in the page's language. */
export function useSpoken(): (text: TextByLanguage) => string {
  const { language } = useTranslation();
  return (text) => spokenIn(text, language);
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined;
}

/** A thing that the network names: its main text, and texts by language beside it. */
export interface NamedThing {
  readonly name: string;
  /** Left out in data stored before names had languages. */
  readonly names?: TextByLanguage | undefined;
}

/** The name in the reader's language, else the main one. */
export function nameIn({ name, names = {} }: NamedThing, language: Language): string {
  return names[language] ?? names[FALLBACK[language]] ?? name;
}

/** A thing with its name in the reader's language; `kept` is the thing as stored, for its form. */
export type InReadersLanguage<Thing> = Thing & { readonly kept: Thing };

export function shownIn<Thing extends NamedThing>(thing: Thing, language: Language): InReadersLanguage<Thing> {
  return { ...thing, name: nameIn(thing, language), kept: thing };
}

/** A name's texts for two inputs; the main text is the one in the network's language. */
export function typedNames({ name, names = {} }: NamedThing, ofNetwork: 'ru' | 'en'): { ru: string; en: string } {
  const other = ofNetwork === 'ru' ? 'en' : 'ru';
  const main = names[ofNetwork] ?? (name === names[other] ? '' : name);
  return { ru: '', en: '', [ofNetwork]: main, [other]: names[other] ?? '' };
}

/** The name in two inputs, as the API takes it: the text in the network's language becomes the main one. */
export function namesOf(typed: { readonly ru: string; readonly en: string }, ofNetwork: 'ru' | 'en') {
  const other = ofNetwork === 'ru' ? 'en' : 'ru';
  const [main, second] = [typed[ofNetwork].trim(), typed[other].trim()];
  return { name: main === '' ? second : main, names: second === '' ? {} : { [other]: second } };
}
