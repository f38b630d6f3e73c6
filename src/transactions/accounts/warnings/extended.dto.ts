import { z } from 'zod';
import { openObjectNamed } from '../../../platform/http/schemas';

export const extendedSchema = openObjectNamed('ExtendedPoints', 'Points whose expiry warning did not arrive.', {
  id: z.uuid().describe('Transaction of the ledger'),
  outcome: z
    .enum(['EXTENDED', 'EXPIRED_UNWARNED'])
    .describe('Whether the points live on because no warning arrived, or expired after their last extension'),
  guestId: z.uuid().describe('Guest whose points they are'),
  points: z.int().describe('Points concerned'),
  extension: z.int().nullable().describe('Which extension it is, from 1 to 3; null: no extension'),
  lastDay: z.iso
    .date()
    .nullable()
    .describe('Last day on which they can be spent, in the network (`YYYY-MM-DD`); null: they expired'),
  occurredAt: z.iso.datetime().describe('When it happened (RFC 3339)'),
});

export const guestWarningSchema = extendedSchema
  .omit({ guestId: true })
  .extend({
    outcome: z
      .enum(['WARNED', 'EXTENDED', 'EXPIRED_UNWARNED'])
      .describe(
        'Whether the warning arrived, the points live on because none arrived, or they expired after their last extension',
      ),
  })
  .meta({ id: 'GuestWarning', description: 'A warning of expiry, or what came of points without one.' });

export type ExtendedAnswer = z.infer<typeof extendedSchema>;
export type GuestWarningAnswer = z.infer<typeof guestWarningSchema>;
