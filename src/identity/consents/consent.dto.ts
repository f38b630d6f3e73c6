import { z } from 'zod';
import { instant, listOf, objectNamed } from '../../platform/http/schemas';
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
        '`SELF`: by the guest; `STAFF`: by an employee or a service; `API`: by a service, with the registration; `TELEGRAM`: by the guest, with `/stop` in the bot; `MERGE`: taken over from a guest that was merged into this one',
      ),
    recordedAt: instant.describe('Moment at which it was recorded'),
  }),
});

export type RecordConsentsBody = z.infer<typeof recordConsentsSchema>;
export type ConsentList = z.infer<typeof consentListSchema>;

/** A consent with the text that the guest saw. */
export type ConsentShown = ConsentRow & { readonly text: string | null };

export function consentList(rows: readonly ConsentShown[]): ConsentList {
  return {
    items: rows.map((row) => ({
      kind: row.kind,
      version: row.text_version,
      text: row.text,
      given: row.given,
      source: row.source,
      recordedAt: row.recorded_at.toISOString(),
    })),
  };
}
