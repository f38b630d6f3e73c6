import { z } from 'zod';
import { REFERRAL_SIDES } from '../../../decision';
import { newestFirst } from '../../../platform/http/list-query';
import {
  instant,
  line,
  objectNamed,
  openListOf,
  openObjectNamed,
  openObjectOrNull,
  pageOf,
  uuid,
} from '../../../platform/http/schemas';

const payout = openObjectNamed('ReferralPayout', 'The award of one side of a referral.', {
  side: z.enum(REFERRAL_SIDES).describe('The guest who brought the friend, or the friend'),
  points: z.int().describe('Points of the award; 0: a limit of the programme was reached'),
  awardId: uuid.nullable().describe('Transaction of the award; null: it was refused'),
  refused: z.string().nullable().describe('Code of the problem for which the award was refused; null: it was given'),
  revokeId: uuid.nullable().describe('Transaction that took the award back; null: it stands'),
});

const round = openObjectNamed('ReferralRound', 'A first sale of the friend, and what came of it.', {
  id: uuid.describe('Id with which a round in review is decided'),
  saleId: uuid.describe("The friend's first sale with something to pay"),
  state: z
    .enum(['QUALIFIED', 'IN_REVIEW', 'REFUSED', 'PAID', 'RETURNING', 'TAKEN_BACK'])
    .describe(
      'The awards follow within seconds (`QUALIFIED`), a manager has to decide, nothing is paid, both awards are decided, the awards are going back after a refund, or went back',
    ),
  reasons: z
    .array(z.enum(['SELF', 'HOUSEHOLD', 'RING', 'ONE_STAFF', 'ONE_DEVICE', 'NOT_OFFERED', 'SALE_REFUNDED']))
    .describe(
      'Why it is reviewed or was refused: one person, one family, guests who brought each other, many friends by one member of staff or one device, a programme without referrals, a refund of the whole sale',
    ),
  decidedBy: uuid.nullable().describe('Manager who decided the review; null: there was no review'),
  comment: z.string().nullable().describe("The manager's reason; null: none"),
  createdAt: instant.describe('When the sale was found to be the first'),
  payouts: z.array(payout).describe('Awards of both sides, as far as they are decided'),
});

export const referralSchema = z
  .object({
    id: uuid.describe('Referral'),
    referrerId: uuid.nullable().describe('Guest who brought the friend; null: no guest has the code'),
    referrerName: z.string().nullable().describe('Name of that guest; null: none is known'),
    friendId: uuid.describe('Guest who was brought'),
    friendName: z.string().nullable().describe('Name of that guest; null: none is known'),
    code: z.string().describe('Code that was named at the registration'),
    state: z
      .enum(['REGISTERED', 'QUALIFIED', 'IN_REVIEW', 'REFUSED', 'PAID', 'RETURNING', 'TAKEN_BACK'])
      .describe('State of the newest round; `REGISTERED` before the first one'),
    refusal: z
      .enum(['CODE_UNKNOWN', 'SELF'])
      .nullable()
      .describe(
        'Why it was refused at the registration: no guest has the code, or it is of the same person; null: it was not',
      ),
    registeredAt: instant.describe("When the friend's registration named the code"),
    rounds: z.array(round).describe('First sales with what came of each; a second one only after a refund'),
  })
  .meta({
    id: 'Referral',
    description: 'A guest who brought another, with every step from the registration to the points.',
  });

export const guestReferralsSchema = openObjectNamed('GuestReferrals', 'Referrals of a guest, in both directions.', {
  code: z.string().describe('Code that friends of the guest name at their registration'),
  link: z.url().describe('Page at which a friend registers with the code'),
  broughtBy: referralSchema
    .nullable()
    .describe('How this guest was brought; null: no code was named at the registration'),
  brought: z.array(referralSchema).describe('Friends whom this guest brought, the newest first; at most 100'),
  broughtCount: z.int().describe('How many friends named the code in all'),
});

const LIST_STATES = ['REGISTERED', 'IN_REVIEW', 'PAID'] as const;

export const referralListQuery = z.strictObject({
  ...newestFirst,
  state: z
    .enum(LIST_STATES)
    .optional()
    .describe("Only referrals that wait for the friend's first purchase, for a manager, or that are paid"),
});
export const referralPageSchema = pageOf(referralSchema).meta({ id: 'ReferralPage' });

export const referralCountSchema = openObjectNamed('ReferralCount', 'How many referrals wait for a manager.', {
  inReview: z.int().describe('Referrals that wait for a manager; at most 1,000 are counted'),
});

export const ownReferralsSchema = z
  .object({
    code: z.string().describe('Code that friends name at their registration'),
    link: z.url().describe('Page at which a friend registers with the code'),
    offer: openObjectOrNull('Points by the programme in force; null: it has no referrals', {
      referrerPoints: z.int().describe('Points for the guest, for each friend'),
      friendPoints: z.int().describe('Points for the friend; 0: none'),
      leastSale: z.int().nullable().describe('Least to pay of the purchase that counts, in minor units; null: any'),
      withinDays: z.int().nullable().describe("Days after the friend's registration in which it counts; null: no end"),
    }),
    friends: openListOf('Friends who named the code, the newest first; at most 100', {
      registeredAt: instant.describe('When the friend registered'),
      state: referralSchema.shape.state,
      points: z.int().describe('Points that the guest has for this friend'),
    }),
    friendCount: z.int().describe('How many friends named the code in all'),
  })
  .meta({
    id: 'OwnReferrals',
    description: 'The code of a guest, and what came of it. It does not say who the friends are.',
  });

export const decideReferralSchema = objectNamed('DecideReferral', "A manager's decision on a referral in review.", {
  decision: z.enum(['PAY', 'REFUSE']).describe('Whether both sides get their points'),
  comment: line(500).describe('Why, for the audit'),
});

export const referralDecisionSchema = openObjectNamed('ReferralDecision', 'A referral whose review has ended.', {
  id: uuid.describe('Round that was decided'),
  state: z.enum(['QUALIFIED', 'REFUSED']).describe('The awards follow within seconds, or nothing is paid'),
});

export type ReferralAnswer = z.infer<typeof referralSchema>;
export type GuestReferralsAnswer = z.infer<typeof guestReferralsSchema>;
export type DecideReferralDto = z.infer<typeof decideReferralSchema>;
export type ReferralDecisionAnswer = z.infer<typeof referralDecisionSchema>;
export type ReferralListQuery = z.infer<typeof referralListQuery>;
export type ReferralCountAnswer = z.infer<typeof referralCountSchema>;
export type OwnReferralsAnswer = z.infer<typeof ownReferralsSchema>;
