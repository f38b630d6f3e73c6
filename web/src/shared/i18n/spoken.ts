import { FALLBACK, type Language } from '../../generated/words/words';
import { useTranslation } from './use-translation';

/** A text of a network by language code. */
export type Spoken = Readonly<Partial<Record<string, string>>>;

/** A text in the reader's language, else in whichever there is. */
export function spokenIn(text: Spoken, language: Language): string {
  return (
    text[language] ?? text[FALLBACK[language]] ?? text['ru'] ?? text['en'] ?? Object.values(text).find(isGiven) ?? ''
  );
}

/** Texts of two inputs; an empty input is no text. */
export function spokenOf(ru: string, en: string): { ru?: string; en?: string } {
  return { ...(ru.trim() === '' ? {} : { ru: ru.trim() }), ...(en.trim() === '' ? {} : { en: en.trim() }) };
}

/** Tells texts in the language on the screen. */
export function useSpoken(): (text: Spoken) => string {
  const { language } = useTranslation();
  return (text) => spokenIn(text, language);
}

function isGiven(text: string | undefined): boolean {
  return text !== undefined;
}
