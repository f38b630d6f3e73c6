/** One more kind for each table, which no network has. Import this file first, so that other files find the toys in the tables. */
import { z } from 'zod';
import { MONEY_OFF_FORMS } from '../../src/configuration/campaign-document/money-off.schema';
import { type KindOfPayout, PAYOUT_KINDS } from '../../src/configuration/campaign-document/payout-kinds';
import { partOf } from '../../src/decision/campaigns/campaign-progress';
import { type MeasureKind, MEASURES } from '../../src/decision/campaigns/measures';
import { type KindOfMoneyOff, MONEY_OFF, spread, sumAt } from '../../src/decision/campaigns/money-off-kinds';
import { type KindOfPayout as GivenPayout, PAYOUTS } from '../../src/decision/campaigns/payouts';
import { type Channel, CHANNELS } from '../../src/security/messages/channel-table';
import { REDEMPTION, type RedemptionColumn } from '../../src/transactions/till/spending/rewards/redemption-columns';
import { FIRST_MONEY_OFF } from '../../web/src/admin/campaigns/document/campaign-parts.rules';
import * as payoutForm from '../../web/src/admin/campaigns/document/payouts.rules';
import { campaignDraft } from '../../web/src/shared/api/documents';

interface Song {
  readonly song: string;
}

Object.assign(PAYOUTS, {
  song: {
    give: (_, { code, version }, { campaigns, act: { transactionId, today } }) => {
      campaigns.award({ campaign: `${code}.song`, version, transactionId, day: today });
    },
    takeBack: ({ campaign, transactionId }, { campaigns }) => {
      campaigns.takeBadge(`${campaign}.song`, transactionId);
    },
  } satisfies GivenPayout<Song>,
});
Object.assign(PAYOUT_KINDS, {
  song: {
    form: z.strictObject({ song: z.string().min(1).describe('Name of a song') }),
    mistake: ({ song }) => (song === 'SILENCE' ? { path: ['song'], code: 'not_allowed' } : null),
    shown: z.strictObject({
      kind: z.literal('SONG').describe('A song'),
      song: z.string().describe('Its name'),
    }),
    show: ({ song }) => ({ kind: 'SONG', song }),
    tell: ({ song }) => `the song ${song}`,
  } satisfies KindOfPayout<Song>,
});
Object.assign(payoutForm.PAYOUTS, {
  song: {
    first: { song: '' },
    say: ({ song }) => `the song ${song}`,
  } satisfies payoutForm.KindOfPayout<Song>,
});
/** The pages' copy of the schema of a campaign. The schema has no toys, so they are added here. */
const { challenge, moneyOff } = campaignDraft;
Object.assign(challenge.members.payouts.of.kinds, { song: { song: { type: 'text', needed: true } } });

Object.assign(MEASURES, {
  DAYS: {
    text: 'sales, each day for itself',
    digits: 'NONE',
    partsOf: ({ task, facts, divided }) => [
      { task: partOf(task, String(facts.localDay)), byLine: divided.map(() => 0), whole: 1 },
    ],
    most: () => 7,
  } satisfies MeasureKind,
});
(challenge.members.tasks.of.kinds.BUY.measure.values as unknown as string[]).push('DAYS');

interface RoundDown {
  readonly kind: 'ROUND_DOWN';
  readonly step: number;
}

Object.assign(MONEY_OFF, {
  ROUND_DOWN: {
    countsPieces: false,
    take: ({ step }, { matched, left }) => ({
      byLine: spread(sumAt(left.room, matched) % step, matched, left.room, left),
    }),
  } satisfies KindOfMoneyOff<RoundDown>,
});
Object.assign(MONEY_OFF_FORMS, {
  ROUND_DOWN: z.strictObject({
    kind: z.literal('ROUND_DOWN').describe('Form of the discount'),
    step: z.int().min(1).describe('Whole steps to which it goes down, in minor units'),
  }) satisfies z.ZodType<RoundDown>,
});
Object.assign(FIRST_MONEY_OFF, { ROUND_DOWN: { kind: 'ROUND_DOWN', step: '' } });
Object.assign(moneyOff.kinds, { ROUND_DOWN: { step: { type: 'number', least: 1, unit: 'money', needed: true } } });

Object.assign(CHANNELS, {
  PIGEON: {
    address: 'PHONE',
    hasCodes: false,
    stoppedBy: 'ADDRESS',
    tells: ['CAMPAIGNS'],
    isOnAtFirst: false,
    needsContract: false,
    about: 'to the roof',
    head: 'TITLE',
    ending: null,
  } satisfies Channel,
});

Object.assign(REDEMPTION, {
  wrappedFor: { made: ({ points }) => (points > 0 ? 'BUYER' : null) } satisfies RedemptionColumn,
});
