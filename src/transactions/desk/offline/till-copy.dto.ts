import { z } from 'zod';
import { instant, uuid } from '../../../platform/http/schemas';

export const MAX_COPIED_GUESTS = 200;

export const askCopySchema = z
  .strictObject({
    guestIds: z
      .array(uuid)
      .max(MAX_COPIED_GUESTS)
      .describe('Guests whom the till saw lately; at most 200. Those that the network does not have are left out'),
  })
  .meta({ id: 'AskTillCopy', description: 'The guests whose state a till wants for its time offline.' });

const document = z.record(z.string(), z.unknown());

export const tillCopySchema = z
  .strictObject({
    serverTime: instant.describe('Time of the server (RFC 3339), by which the till corrects its own clock'),
    timeZone: z.string().describe('IANA time zone of the network'),
    dayStart: z.string().describe('Local time at which a business date begins, `HH:MM`'),
    offlineWindowHours: z.int().describe('How many hours late an act may come'),
    captureGraceMinutes: z.int().describe('How long after its end a hold may still be captured'),
    restoreGraceDays: z.int().describe('Local days that redeemed points past their date come back for'),
    program: z
      .strictObject({
        version: z.int().describe('Number of the version'),
        form: z.int().min(1).max(2).describe('How the version compares categories'),
        document: document.describe('The document of the programme'),
      })
      .nullable()
      .describe('The programme in force now; null: the network has none'),
    guests: z
      .array(
        z.strictObject({
          guestId: uuid.describe('The guest'),
          state: document.describe(
            'Balance, tier, counters and lots, as a decision reads them. Other programs should not rely on its members',
          ),
        }),
      )
      .describe('Each guest as of now; due points are counted'),
  })
  .meta({
    id: 'TillCopy',
    description: 'The programme and the state of guests, by which a till quotes sales without the server.',
  });

export type AskCopyDto = z.infer<typeof askCopySchema>;
export type TillCopyAnswer = z.infer<typeof tillCopySchema>;
