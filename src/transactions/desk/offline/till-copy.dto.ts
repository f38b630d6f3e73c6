import { z } from 'zod';
import { instant, uuid, objectNamed, objectOf, objectOrNull, listOf } from '../../../platform/http/schemas';

const MAX_COPIED_GUESTS = 200;

export const askCopySchema = objectNamed('AskTillCopy', 'The guests whose state a till wants for its time offline.', {
  guestIds: z
    .array(uuid)
    .max(MAX_COPIED_GUESTS)
    .describe('Guests whom the till saw lately; at most 200. Those that the network does not have are left out'),
});

const document = z.record(z.string(), z.unknown());

/** The most campaigns that a till stores, some kilobytes each. With more, the till quotes without campaigns. */
export const MAX_COPIED_CAMPAIGNS = 200;

const budgetLeft = (what: string) =>
  z.int().min(0).nullable().describe(`${what} that its budgets have left here; null: no such budget`);

const copiedCampaignSchema = objectNamed('CopiedCampaign', 'A campaign that a till may quote without the server.', {
  code: z.string().describe('Its code'),
  version: z.int().describe('Number of the version'),
  document: document.describe('The document of the campaign without its messages'),
  left: objectOf('The rest of its budgets at this restaurant as of now', {
    points: budgetLeft('Points'),
    money: budgetLeft('Worth of points in minor units'),
    uses: budgetLeft('Sales and payouts'),
  }),
});

export const tillCopySchema = z
  .strictObject({
    serverTime: instant.describe('Time of the server (RFC 3339), by which the till corrects its own clock'),
    timeZone: z.string().describe('IANA time zone of the network'),
    dayStart: z.string().describe('Local time at which a business date begins, `HH:MM`'),
    offlineWindowHours: z.int().describe('How many hours late an act may come'),
    captureGraceMinutes: z.int().describe('How long after its end a hold may still be captured'),
    restoreGraceDays: z.int().describe('Local days that redeemed points past their date come back for'),
    program: objectOrNull('The programme in force now; null: the network has none', {
      version: z.int().describe('Number of the version'),
      form: z.int().min(1).max(2).describe('How the version compares categories'),
      document: document.describe('The document of the programme'),
      before: objectOrNull('The version that decides each sale beside it by its no-regret change; null: none', {
        version: z.int().describe('Number of the version'),
        form: z.int().min(1).max(2).describe('How the version compares categories'),
        document: document.describe('The document of the version'),
        until: instant.describe('End of the change (RFC 3339)'),
        left: z.int().describe('Rest of the budget of the change, in minor units'),
      }),
    }),
    campaigns: z
      .array(copiedCampaignSchema)
      .max(MAX_COPIED_CAMPAIGNS)
      .nullable()
      .describe(
        'Campaigns that give something at a sale of this till within a day, in the order in which they are decided; ' +
          'null: more than 200',
      ),
    holdout: objectOf("The network's own control group, which gets nothing of any campaign", {
      seed: z.string().describe('Seed of the draw'),
      sharePpm: z.int().describe('Parts per million of the guests'),
    }),
    guests: listOf('Each guest as of now; due points are counted', {
      guestId: uuid.describe('The guest'),
      state: document.describe(
        'Balance, tier, counters and lots, as a decision reads them. Other programs should not rely on its members',
      ),
    }),
  })
  .meta({
    id: 'TillCopy',
    description:
      'The programme, the campaigns and the state of guests, by which a till quotes sales without the server.',
  });

export type AskCopyDto = z.infer<typeof askCopySchema>;
export type TillCopyAnswer = z.infer<typeof tillCopySchema>;
