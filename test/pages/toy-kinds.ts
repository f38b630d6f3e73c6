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
import * as moneyOffForm from '../../web/src/admin/campaigns/document/money-off.rules';
import * as payoutForm from '../../web/src/admin/campaigns/document/payouts.rules';
import * as taskForm from '../../web/src/admin/campaigns/document/tasks.rules';

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
    first: { name: '' },
    read: ({ name }) => ({ song: name }),
    typed: ({ song }) => ({ name: song }),
    say: ({ song }) => `the song ${song}`,
    label: () => 'A song',
    fields: () => [{ input: 'TEXT', member: 'name', label: 'Song', maxLength: 50, at: '' }],
  } satisfies payoutForm.KindOfPayout<{ readonly name: string }, Song>,
});

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
Object.assign(taskForm.MEASURES, { DAYS: null });

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
Object.assign(moneyOffForm.MONEY_OFF, {
  ROUND_DOWN: {
    fields: () => [{ input: 'COUNT', member: 'pieces', label: 'Step', max: 1_000, at: 'step' }],
    read: ({ pieces }) => ({ kind: 'ROUND_DOWN', step: Number(pieces) }),
    typed: ({ step }) => ({ pieces: step }),
  } satisfies moneyOffForm.KindOfMoneyOff<moneyOffForm.MoneyOffValues, RoundDown>,
});

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
