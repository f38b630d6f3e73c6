import { z } from 'zod';
import { objectNamed, openListOf, openObjectNamed, uuid } from '../../../platform/http/schemas';

export const dueWarningSchema = openObjectNamed('DueWarning', 'A warning of expiry for the guest at the till.', {
  points: z.int().describe('Points that expire'),
  lastDay: z.iso.date().describe('Last day on which they can be spent, in the network (`YYYY-MM-DD`)'),
});

export const dueWarningsSchema = openObjectNamed('DueWarnings', 'Warnings of expiry for the guest at the till.', {
  items: z.array(dueWarningSchema).describe('The points that expire first come first'),
});

const TELLING_WAYS = ['SHOWN', 'PRINTED'] as const;

export const tellWarningsSchema = objectNamed('TellWarnings', 'How a till tells the guest of points that expire.', {
  transactionId: uuid.describe("The guest's sale at the till, of the last hour, with which the warnings are told"),
  way: z.enum(TELLING_WAYS).describe('Shown to the cashier with the guest, or printed on the slip of the sale'),
});

const unreadWarningSchema = z
  .object({
    messageId: z.uuid().describe('Id of the message'),
    guestId: z.uuid().describe('Guest that the warning was sent to'),
    channel: z.string().describe('Channel of the message, such as `INBOX`'),
    points: z.int().describe('Points that it warned of, as far as they are left'),
    lastDay: z.iso.date().describe('Last day on which they can be spent, in the network (`YYYY-MM-DD`)'),
    sentAt: z.iso.datetime().describe('When it was sent (RFC 3339)'),
  })
  .meta({ id: 'UnreadWarning', description: 'A warning of expiry that was sent and has not reached the guest.' });

export const unreadWarningsSchema = z
  .object({
    channels: openListOf('Warnings of points that have not expired yet, by channel', {
      channel: z.string().describe('Channel of the messages, such as `INBOX`'),
      sent: z.int().describe('Warnings sent'),
      opened: z.int().describe('Those that the guest opened'),
      told: z.int().describe('Those not opened that a till printed or showed'),
      unread: z.int().describe('Those that have not reached the guest: `sent` − `opened` − `told`'),
    }),
    items: z.array(unreadWarningSchema).describe('A page of those that have not reached the guest, newest first'),
    nextCursor: z.string().nullable().describe('`cursor` of the next page; null: there are no more'),
  })
  .meta({ id: 'UnreadWarnings', description: 'Warnings of expiry that were sent, and those not read.' });

export type DueWarning = z.infer<typeof dueWarningSchema>;
export type DueWarningsAnswer = z.infer<typeof dueWarningsSchema>;
export type TellWarningsBody = z.infer<typeof tellWarningsSchema>;
export type UnreadWarningsAnswer = z.infer<typeof unreadWarningsSchema>;
