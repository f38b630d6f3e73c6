import { z } from 'zod';
import { objectOf } from '../../platform/http/schemas';
import type { WholeLanguage } from '../../platform/language/language';
import { spokenIn, spokenNameSchema } from '../../platform/language/spoken';

const MAX_TEXT = 200;

export const LOOK_FONTS = ['INTER', 'SYSTEM', 'ROUNDED', 'HUMANIST', 'SERIF', 'SLAB'] as const;
export const CARD_DESIGNS = ['PLAIN', 'GRADIENT', 'DIAGONAL', 'WAVES'] as const;

export const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/)
  .toLowerCase();

const text = z
  .string()
  .trim()
  .min(1)
  .max(MAX_TEXT)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u);

const words = spokenNameSchema(text).nullable();

const shape = {
  accent: colour.describe('Colour of buttons and links, `#rrggbb`'),
  accentInk: colour.describe('Colour of text on the accent'),
  card: objectOf("The guest's card", {
    design: z.enum(CARD_DESIGNS).describe('Drawing of the card behind its text'),
    from: colour.describe('First colour of the card'),
    to: colour.describe('Second colour of the card; a PLAIN card shows the first alone'),
    ink: colour.describe('Colour of text on the card'),
  }),
  font: z.enum(LOOK_FONTS).describe('Font of the pages of guests'),
  texts: objectOf("The network's own texts, of at most 200 characters each", {
    welcome: words.describe('Line under the name of the network in the cabinet; null: none'),
    letter: words.describe('Last line of mails to guests; null: none'),
    slip: words.describe('Last line of the slip of a till; null: none'),
  }),
};

/** A look as a manager sets it and as it is stored. */
export const lookSchema = z.strictObject(shape);
export type Look = z.infer<typeof lookSchema>;
export type LookText = keyof Look['texts'];

/** A look's text in a language, else in the other one; null: there is none. */
export function textOf(look: Look, name: LookText, language: WholeLanguage): string | null {
  return spokenIn(look.texts[name] ?? {}, language, language);
}
