import { z } from 'zod';
import { openListOf, openObjectNamed, openObjectOf } from '../../../platform/http/schemas';
import { IDENTIFICATION_WAYS } from '../../../decision';
import { traceSchema } from '../../till/responses/transaction-answer.dto';

const figure = z.union([z.string(), z.number(), z.null()]);

const explainedLine = z
  .object({
    line: z.int().describe('Number of the line on the receipt, from 1'),
    sku: z.string().nullable().describe('Article number of the till system; null: it was not sent'),
    name: z.string().nullable().describe('Name of the item as the till sent it; null: it was not sent'),
    category: z.string().nullable().describe('Menu category; null: it was not sent'),
    gross: z.int().describe('Price of the whole line in minor units, before discount and points'),
    discount: z.int().describe("The line's part of the discount, in minor units"),
    pointsRedeemed: z.int().describe("The line's part of the redeemed points"),
    pointsValue: z.int().describe("The line's part of the worth of the redeemed points, in minor units"),
    payable: z.int().describe("The line's part of what the guest pays, in minor units"),
    pointsEarned: z.int().describe('Points that the line earned'),
    failed: z.string().nullable().describe('Code of the first condition that failed; null: the line earned points'),
    reason: z
      .string()
      .nullable()
      .describe('The same as a sentence in the language of the request; null: it earned points'),
  })
  .meta({ id: 'ExplainedLine', description: 'Points of one line of a sale, and the reason where it earned none.' });

const touchedLot = openObjectNamed('TouchedLot', 'Points of one lot that the transaction moved.', {
  lotId: z.string().describe('The lot'),
  movement: z.string().describe('Kind of movement, such as `ACCRUAL` or `REDEMPTION`'),
  points: z.int().describe('Points that moved'),
  expiresAt: z.iso.datetime().nullable().describe('When the points of the lot expire (RFC 3339); null: no date'),
});

export const explanationSchema = z
  .object({
    transactionId: z.uuid().describe('The transaction'),
    type: z.string().describe('Type of the transaction, those that the ledger writes of itself included'),
    summary: z.string().describe('The result in one sentence, in the language of the request'),
    programVersion: z
      .int()
      .nullable()
      .describe('Published version of the programme that decided it; null: there was none'),
    attachedAt: z.iso
      .datetime()
      .nullable()
      .describe('When a receipt that was paid without a guest became this sale (RFC 3339); null: any other act'),
    identifiedBy: z
      .enum(IDENTIFICATION_WAYS)
      .nullable()
      .describe('How the guest was identified; null: no look-up of the guest preceded it'),
    decidedAt: z.iso.datetime().describe('Moment as of which it was decided (RFC 3339)'),
    agrees: z.boolean().describe('Whether the decision made again now is the same to the byte as the stored one'),
    differences: openListOf('Figures that differ; empty when they agree', {
      where: z.string().describe('Path of the figure'),
      stored: figure.describe('Value in the ledger'),
      decided: figure.describe('Value of the decision made again'),
    }),
    inputs: openObjectOf('The inputs of the decision', {
      act: z
        .record(z.string(), z.unknown())
        .nullable()
        .describe('The act without personal data; null: the ledger did it of itself, or an anonymous receipt'),
      guest: z
        .record(z.string(), z.unknown())
        .nullable()
        .describe('The guest before the act: balance, tier, figures, open lots; null: an anonymous receipt'),
    }),
    decision: z
      .record(z.string(), z.unknown())
      .nullable()
      .describe('The decision made again: amounts, balance, tier, transfers, details; null: it could not be made'),
    lines: z.array(explainedLine).describe('Points of each line of a sale; empty for other types'),
    lots: z.array(touchedLot).describe('Lots that it moved, in the order of the transfers'),
    tierBefore: z.string().nullable().describe('Code of the tier before; null: none'),
    tierAfter: z.string().nullable().describe('Code of the tier after; null: none'),
    trace: traceSchema.describe('The stored reasons'),
  })
  .meta({
    id: 'Explanation',
    description: 'Why a transaction is as it is: its inputs, the same decision made again, and whether they agree.',
  });
export type Explanation = z.infer<typeof explanationSchema>;
