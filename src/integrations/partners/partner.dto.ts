import { z } from 'zod';
import { databaseNowMs } from '../../platform/clock/database-time';
import { lookupGuestSchema } from '../../identity';
import { asAnswer } from '../../platform/http/as-answer';
import { newestFirstQuery, oldestFirstQuery } from '../../platform/http/list-query';
import {
  changeOf,
  instant,
  line,
  MAX_ACT_POINTS,
  pageOf,
  points,
  uuid,
  objectOf,
  objectNamed,
  listOf,
} from '../../platform/http/schemas';
import type { Partner, PartnerSettlement } from '../../generated/prisma/client';
import type { PlainRow } from '../../platform/database/plain-row';

const MAX_BENEFITS = 500;

const benefits = objectOf('Benefits of guests there, as they read them; `{}`: nothing is shown', {
  ru: line(MAX_BENEFITS).optional().describe('In Russian; left out: the other language is shown'),
  en: line(MAX_BENEFITS).optional().describe('In English; left out: the other language is shown'),
});
const perDay = z.int().min(0).max(MAX_ACT_POINTS);

const shape = {
  name: line(100).describe('Name that guests read'),
  benefits,
  earnPerDay: perDay.describe('Points that it may give in a business day of the network; 0: none'),
  burnPerDay: perDay.describe('Points that it may take in a business day of the network; 0: none'),
};

export const createPartnerSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,29}$/)
      .describe('Code of the partner in the network: capital letters, digits and `_`'),
    ...shape,
    benefits: benefits.default({}),
  })
  .meta({
    id: 'CreatePartner',
    description: 'A new partner of the network.',
    example: {
      code: 'ROASTERS',
      name: 'Roasters',
      benefits: { en: 'A point for each cup' },
      earnPerDay: 10_000,
      burnPerDay: 5_000,
    },
  });

export const changePartnerSchema = changeOf('ChangePartner', {
  ...shape,
  closed: z.boolean().describe('Whether it gives and takes no points any more'),
});

/** A change of a partner's limits, which needs a second person's approval. */
export const partnerLimitsSchema = changePartnerSchema.pick({ earnPerDay: true }).required();

export const partnerSchema = objectNamed('Partner', 'A business beside the network that gives and takes its points.', {
  id: z.uuid().describe('Id of the partner, and of its account in the ledger'),
  code: z.string().describe('Code of the partner in the network'),
  ...shape,
  closed: z.boolean().describe('Whether it gives and takes no points any more'),
  createdAt: z.string().describe('When it was created (RFC 3339)'),
});
export const partnerPageSchema = pageOf(partnerSchema).meta({ id: 'PartnerPage' });
export const partnerListQuery = oldestFirstQuery;

const sums = {
  operations: z.int().describe('Receipts of the partner, refunds too'),
  earned: z.int().describe('Points given to guests'),
  earnReturned: z.int().describe('Points of these that refunds took back'),
  burned: z.int().describe('Points taken from guests'),
  burnReturned: z.int().describe('Points of these that refunds gave back'),
};
const BALANCE = 'taken less given points; below zero: it gave more than it took';

export const partnerAccountSchema = z
  .strictObject({
    partnerId: z.uuid().describe('The partner'),
    balance: z.int().describe(`Its account in the ledger now: ${BALANCE}`),
    settledUntil: z.string().nullable().describe('End of the last closed period (RFC 3339); null: none is closed'),
    open: z.strictObject(sums).describe('Receipts of no closed period'),
  })
  .meta({ id: 'PartnerAccount', description: 'The account of a partner, and what is not settled yet.' });

export const settleSchema = objectNamed('SettlePartner', 'The period to close.', {
  until: instant
    .refine((at) => Date.parse(at) <= databaseNowMs(), { params: { code: 'not_allowed' } })
    .nullish()
    .describe('End of the period, not in the future; left out: now'),
});

export const settlementSchema = objectNamed('PartnerSettlement', 'A closed period of a partner. It never changes.', {
  id: z.uuid().describe('Id of the settlement'),
  partnerId: z.uuid().describe('The partner'),
  number: z.int().describe('Number of the settlement of this partner, from 1'),
  from: z.string().nullable().describe('End of the period before (RFC 3339); null: from the beginning'),
  until: z.string().describe('End of the period (RFC 3339)'),
  ...sums,
  opening: z.int().describe(`Account before the period: ${BALANCE}`),
  closing: z.int().describe(`Account after the period: ${BALANCE}`),
  closedAt: z.string().describe('When it was closed (RFC 3339)'),
  closedBy: z.uuid().describe('Member of staff who closed it'),
});
export const settlementPageSchema = pageOf(settlementSchema).meta({ id: 'PartnerSettlementPage' });
export const settlementListQuery = newestFirstQuery;

export const settlementLineSchema = objectNamed('PartnerSettlementLine', 'A receipt of a closed period.', {
  id: z.uuid().describe('Transaction'),
  kind: z.enum(['EARN', 'EARN_RETURN', 'BURN', 'BURN_RETURN']).describe('Points given or taken, or the refund of such'),
  points: z.int().describe('Points'),
  reference: z.string().nullable().describe("The partner's own id of the operation; null: none"),
  receiptNumber: z.string().nullable().describe("Number of the partner's receipt; null: none"),
  recordedAt: z.string().describe('When it was recorded (RFC 3339)'),
});
export const settlementLinePageSchema = pageOf(settlementLineSchema).meta({ id: 'PartnerSettlementLinePage' });

const reference = line(100).describe(
  "The partner's own id of the operation: it happens once for it, where no `Idempotency-Key` is sent",
);
const receiptNumber = line(100).nullish().describe("Number of the partner's receipt");

export const partnerMoveSchema = z
  .strictObject({
    guest: lookupGuestSchema.describe('How the guest showed: exactly one of `qr`, `code`, `phone` and `card`'),
    points: points.describe('Points, a whole number'),
    reference,
    receiptNumber,
  })
  .meta({
    id: 'PartnerMove',
    description: 'Points for a guest who stands at the till of the partner, or from this guest.',
    example: { guest: { code: '123456' }, points: 120, reference: 'CUP-1001', receiptNumber: '1001' },
  });

export const partnerRefundSchema = z
  .strictObject({
    operationId: uuid.describe('Operation of the partner that goes back'),
    points: points.nullish().describe('Points of it; left out: all that is left'),
    reference,
    receiptNumber,
  })
  .meta({
    id: 'PartnerRefund',
    description: 'The part of an operation that goes back.',
    example: { operationId: '0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e', reference: 'CUP-1001-R' },
  });

export const partnerOperationSchema = objectNamed('PartnerOperation', 'Points that a partner gave or took.', {
  id: z.uuid().describe('Operation; a refund names it'),
  kind: settlementLineSchema.shape.kind,
  points: z.int().describe('Points that were given or taken'),
  reference: z.string().nullable().describe("The partner's own id of the operation; null: none"),
  receiptNumber: z.string().nullable().describe("Number of the partner's receipt; null: none"),
  available: z.int().describe('Points that the guest may spend after it'),
  recordedAt: z.string().describe('When it was recorded (RFC 3339)'),
  reason: z.string().nullable().describe('The operation in words for the guest; null: none'),
});

export const guestPartnersSchema = objectNamed('GuestPartners', 'Partners of the network, as a guest reads of them.', {
  items: listOf('Partners that are not closed, by name; there are no further pages', {
    code: z.string().describe('Code of the partner'),
    name: z.string().describe('Name of the partner'),
    benefits: z.string().nullable().describe("Benefits there, in the guest's language; null: no text"),
    earns: z.boolean().describe('Whether points can be earned there'),
    burns: z.boolean().describe('Whether points can be spent there'),
  }),
});

export type CreatePartnerBody = z.infer<typeof createPartnerSchema>;
export type ChangePartnerBody = z.infer<typeof changePartnerSchema>;
export type PartnerAnswer = z.infer<typeof partnerSchema>;
export type PartnerAccountAnswer = z.infer<typeof partnerAccountSchema>;
export type SettleBody = z.infer<typeof settleSchema>;
export type SettlementAnswer = z.infer<typeof settlementSchema>;
export type SettlementLineAnswer = z.infer<typeof settlementLineSchema>;
export type PartnerMoveBody = z.infer<typeof partnerMoveSchema>;
export type PartnerRefundBody = z.infer<typeof partnerRefundSchema>;
export type PartnerOperation = z.infer<typeof partnerOperationSchema>;
export type GuestPartners = z.infer<typeof guestPartnersSchema>;

export type PartnerRow = Omit<PlainRow<Partner>, 'networkId' | 'benefits'> & Pick<PartnerAnswer, 'benefits'>;

export const partnerAnswer = (row: Partner | PartnerRow): PartnerAnswer =>
  asAnswer(partnerSchema, { ...row, closed: row.closedAt !== null });

/** The members that a change can touch. */
export function taggedPartner({ name, benefits, earnPerDay, burnPerDay, closed }: PartnerAnswer) {
  return { name, benefits, earnPerDay, burnPerDay, closed };
}

/** The members of a partner that an audit entry contains. */
export function auditedPartner({ name, benefits, earnPerDay, burnPerDay, closed }: PartnerAnswer) {
  return { name, benefits: JSON.stringify(benefits), earnPerDay, burnPerDay, closed };
}

export const settlementAnswer = (row: PartnerSettlement): SettlementAnswer =>
  asAnswer(settlementSchema, { ...row, from: row.fromAt, until: row.untilAt });
