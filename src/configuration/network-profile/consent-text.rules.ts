import { z } from 'zod';

const MAX_TEXT = 2_000;
const MAX_CONSENTS = 20;

export const consentKind = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_.-]{0,49}$/)
  .describe('Code of the kind of consent, chosen by the network, as `marketing`');

export const consentVersion = z
  .string()
  .min(1)
  .max(50)
  .regex(/^\P{Cc}+$/u);

const text = z.string().trim().min(1).max(MAX_TEXT);

const consentText = z.strictObject({
  kind: consentKind,
  version: consentVersion.describe('Version of the text; another text gets another version'),
  text: z
    .strictObject({
      ru: text.optional().describe('In Russian; left out: the other language is shown'),
      en: text.optional().describe('In English; left out: the other language is shown'),
    })
    .refine(({ ru, en }) => ru !== undefined || en !== undefined, { params: { code: 'required' } })
    .describe('Sentence to which the guest agrees, in at least one language'),
});

/** The consents that a network asks from its guests, each with its present text. */
export const consentTextsSchema = z
  .array(consentText)
  .max(MAX_CONSENTS)
  .refine((texts) => new Set(texts.map(({ kind }) => kind)).size === texts.length, {
    params: { code: 'not_allowed' },
  });

export type ConsentText = z.infer<typeof consentText>;

/** Texts that a change removed or reworded. */
export function replacedTexts(before: readonly ConsentText[], after: readonly ConsentText[]): ConsentText[] {
  return before.filter(
    ({ kind, version, text: { ru, en } }) =>
      !after.some(
        (kept) => kept.kind === kind && kept.version === version && kept.text.ru === ru && kept.text.en === en,
      ),
  );
}
