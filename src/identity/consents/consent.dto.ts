import { z } from 'zod';
import { instant } from '../../platform/http/schemas';
import { consentGivenSchema } from '../profiles/guest.dto';
import type { ConsentRow } from './consent.sql';

/** `POST /api/guests/{id}/consents`: what the person says now, for the text that they saw. */
export const recordConsentsSchema = z
  .strictObject({
    consents: z
      .array(consentGivenSchema.extend({ given: z.boolean() }))
      .min(1)
      .max(20),
  })
  .meta({ id: 'RecordConsents' });

export const consentListSchema = z
  .strictObject({
    items: z.array(
      z.strictObject({
        kind: z.string(),
        version: z.string(),
        given: z.boolean(),
        source: z.string(),
        recordedAt: instant,
      }),
    ),
  })
  .meta({ id: 'ConsentList' });

export type RecordConsentsBody = z.infer<typeof recordConsentsSchema>;
export type ConsentList = z.infer<typeof consentListSchema>;

export function consentList(rows: readonly ConsentRow[]): ConsentList {
  return {
    items: rows.map((row) => ({
      kind: row.kind,
      version: row.text_version,
      given: row.given,
      source: row.source,
      recordedAt: row.recorded_at.toISOString(),
    })),
  };
}
