import { z } from 'zod';
import { line } from '../../platform/http/schemas';

/** `POST /api/networks/{id}/act-for`. Managers of the network read the reason, so it names no guest. */
export const beginActingSchema = z
  .strictObject({
    reason: line(500).describe(
      'Why the owner acts for the network; the audits of the network and of the installation show it',
    ),
  })
  .meta({ id: 'BeginActing', example: { reason: 'The manager is on leave and asked for help with the tills' } });
export type BeginActingBody = z.infer<typeof beginActingSchema>;

export const actingPeriodSchema = z
  .object({
    networkId: z.uuid().describe('Network for which the owner acts'),
    reason: z.string().describe('Why the owner acts for the network'),
    begunAt: z.iso.datetime().describe('Moment at which the period began'),
    expiresAt: z.iso.datetime().describe('Moment at which the period ends by itself, an hour after it began'),
  })
  .meta({ id: 'ActingPeriod', description: 'A period in which an owner of the installation acts for a network.' });
export type ActingPeriodAnswer = z.infer<typeof actingPeriodSchema>;

export const openActingSchema = z
  .object({
    items: z
      .array(
        z.strictObject({
          ownerName: z.string().nullable().describe('Name of the owner; null: they have told none'),
          reason: z.string().describe('Why the owner acts for the network'),
          begunAt: z.iso.datetime().describe('Moment at which the period began'),
          expiresAt: z.iso.datetime().describe('Moment at which the period ends by itself'),
        }),
      )
      .describe('Open periods, the earliest first; empty: no owner acts for the network'),
  })
  .meta({ id: 'OpenActing', description: 'Owners of the installation who act for a network now.' });
export type OpenActingAnswer = z.infer<typeof openActingSchema>;
