import { z } from 'zod';

export const extendedSchema = z
  .object({
    id: z.uuid(),
    outcome: z.enum(['EXTENDED', 'EXPIRED_UNWARNED']),
    guestId: z.uuid(),
    points: z.int(),
    /** The first to the third; null: they expired. */
    extension: z.int().nullable(),
    /** The last day on which they may now be spent. */
    lastDay: z.iso.date().nullable(),
    occurredAt: z.iso.datetime(),
  })
  .meta({ id: 'ExtendedPoints' });

export const guestWarningSchema = extendedSchema
  .omit({ guestId: true })
  .extend({ outcome: z.enum(['WARNED', 'EXTENDED', 'EXPIRED_UNWARNED']) })
  .meta({ id: 'GuestWarning' });

export type ExtendedAnswer = z.infer<typeof extendedSchema>;
export type GuestWarningAnswer = z.infer<typeof guestWarningSchema>;
