import { z } from 'zod';
import { asAnswer } from '../../platform/http/as-answer';
import { CONSENT_BASES } from '../../configuration';
import { instant, listOf, objectNamed, objectOf, objectOrNull } from '../../platform/http/schemas';
import { consentGivenSchema } from '../profiles/guest.dto';
import type { ConsentRow } from './consent.sql';

/** `POST /api/guests/{id}/consents`: consents that a person gives or withdraws now. */
export const recordConsentsSchema = objectNamed('RecordConsents', {
  consents: z
    .array(
      consentGivenSchema.extend({
        given: z.boolean().describe('True: the guest agrees; false: the guest withdraws'),
      }),
    )
    .min(1)
    .max(20)
    .describe('Decisions of the guest now, for each kind with the version of the text that they saw'),
});

export const consentListSchema = objectNamed('ConsentList', {
  items: listOf('The last statement of each kind', {
    kind: z.string().describe('Code of the kind of consent'),
    version: z.string().describe('Version of the text that the guest saw'),
    text: z
      .string()
      .nullable()
      .describe('Text of that version as it was then, in the language of the request; null: the network never had it'),
    given: z.boolean().describe('Whether the guest agrees'),
    source: z
      .string()
      .describe(
        '`SELF`: by the guest; `STAFF`: by an employee or a service; `API`: by a service, with the registration; `IMPORT`: by a file of an earlier system; `TELEGRAM`, `MAX`: by the guest, with `/stop` in the bot there; `MERGE`: taken over from a guest that was merged into this one',
      ),
    basis: z
      .enum(CONSENT_BASES)
      .nullable()
      .describe(
        'Where the guest agreed, as it was said with the registration: `PAPER_FORM`, `CONTRACT`, `FORMER_SYSTEM`, `OWN_SERVICE`; null: to the text of this version',
      ),
    recordedAt: instant.describe('Moment at which it was recorded'),
  }),
});

const guests = (which: string) => z.int().describe(`Guests ${which}`);
export const consentCoverageSchema = objectNamed(
  'ConsentCoverage',
  'How guests answered the consent that the law of the country asks for, without those who were erased or merged.',
  {
    coverage: objectOrNull('Counts of guests; null: the country asks for none, or the network has no text for it', {
      kind: z.string().describe('Code of the kind of consent'),
      guests: guests('in all'),
      agreed: guests('who agreed to a text of the network'),
      byBasis: objectOf('Guests who agreed elsewhere, by what was said with the registration', {
        PAPER_FORM: guests('who agreed on paper'),
        CONTRACT: guests('who agreed by a contract'),
        FORMER_SYSTEM: guests('who agreed in an earlier system'),
        OWN_SERVICE: guests('who agreed in a service of the network'),
      }),
      refused: guests('who said no or took the consent back'),
      without: guests('of whom no answer is known'),
    }),
  },
);
export type ConsentCoverageAnswer = z.infer<typeof consentCoverageSchema>;

export type RecordConsentsBody = z.infer<typeof recordConsentsSchema>;
export type ConsentList = z.infer<typeof consentListSchema>;

/** A consent with the text that the guest saw. */
export type ConsentShown = ConsentRow & { readonly text: string | null };

export const consentList = (rows: readonly ConsentShown[]): ConsentList =>
  asAnswer(consentListSchema, {
    items: rows.map((row) => ({ ...row, version: row.textVersion, recordedAt: row.recordedAt })),
  });
