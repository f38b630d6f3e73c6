import { z } from 'zod';
import { FALLBACK, type Language, type WholeLanguage } from './language';

/** A text of a network by language code. */
export type TextByLanguage = Readonly<Partial<Record<string, string>>>;

/** A network's text in the languages of the platform, as the API takes and returns it. */
export const spokenSchema = (text: z.ZodString) =>
  z.strictObject({
    ru: text.optional().describe('In Russian; left out: the other language is shown'),
    en: text.optional().describe('In English; left out: the other language is shown'),
  });

/** Like `spokenSchema`, with at least one language. */
export const spokenNameSchema = (text: z.ZodString) =>
  spokenSchema(text).refine(({ ru, en }) => ru !== undefined || en !== undefined, { params: { code: 'required' } });

/** A network's text in the reader's language, else in the network's language, else in any. */
export function spokenIn(text: TextByLanguage, language: Language, ofNetwork: WholeLanguage): string | null {
  const own = text[language] ?? text[FALLBACK[language]] ?? text[ofNetwork];
  return own ?? text['ru'] ?? text['en'] ?? Object.values(text)[0] ?? null;
}

/** A thing that the network names: its main text, and texts by language beside it. */
export interface NamedThing {
  readonly name: string;
  readonly names: TextByLanguage;
}

/** The name in the reader's language, else the main one. */
export function nameIn({ name, names }: NamedThing, language: Language): string {
  return names[language] ?? names[FALLBACK[language]] ?? name;
}
