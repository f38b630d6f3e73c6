import { z } from 'zod';
import { line } from '../../platform/http/schemas';

/** `POST /api/networks/{id}/act-for`. The reason is read by the network's managers; it names no guest. */
export const beginActingSchema = z
  .strictObject({ reason: line(500).meta({ description: 'Stands in the audit of the network and of the platform' }) })
  .meta({ id: 'BeginActing', example: { reason: 'The manager is on leave and asked for help with the tills' } });
export type BeginActingBody = z.infer<typeof beginActingSchema>;

export const actingPeriodSchema = z
  .object({
    networkId: z.uuid(),
    reason: z.string(),
    begunAt: z.iso.datetime(),
    expiresAt: z.iso.datetime().meta({ description: 'When the owner stops acting for the network by itself' }),
  })
  .meta({ id: 'ActingPeriod' });
export type ActingPeriodAnswer = z.infer<typeof actingPeriodSchema>;
