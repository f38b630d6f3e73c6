import { z } from 'zod';
import { IDENTIFICATION_WAYS } from '../../../decision';
import { traceSchema } from '../../till/responses/transaction-answer.dto';

const figure = z.union([z.string(), z.number(), z.null()]);

const explainedLine = z
  .object({
    line: z.int(),
    sku: z.string().nullable(),
    category: z.string().nullable(),
    gross: z.int(),
    discount: z.int(),
    pointsRedeemed: z.int(),
    pointsValue: z.int(),
    payable: z.int(),
    pointsEarned: z.int(),
    failed: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'ExplainedLine' });

const touchedLot = z
  .object({ lotId: z.string(), movement: z.string(), points: z.int(), expiresAt: z.iso.datetime().nullable() })
  .meta({ id: 'TouchedLot' });

/** Why a transaction is as it is: what it was decided from, the same decision made now, and whether they agree. */
export const explanationSchema = z
  .object({
    transactionId: z.uuid(),
    type: z.string(),
    /** The published version that decided it; null: nobody's receipt before the first. */
    /** What it came to, as one sentence in the reader's language. */
    summary: z.string(),
    programVersion: z.int().nullable(),
    /** When a receipt that was paid without a guest became this sale; null: any other act. */
    attachedAt: z.iso.datetime().nullable(),
    /** How the guest was identified; null: nobody looked the guest up for it. */
    identifiedBy: z.enum(IDENTIFICATION_WAYS).nullable(),
    /** The `now` of the decision. */
    decidedAt: z.iso.datetime(),
    /** True: the decision made anew is the stored one to the byte. */
    agrees: z.boolean(),
    /** Figures that differ; empty when they agree. */
    differences: z.array(z.object({ where: z.string(), stored: figure, decided: figure })),
    inputs: z.object({
      /** The act as `decide` took it, without personal data; null: it came due of itself. */
      act: z.record(z.string(), z.unknown()).nullable(),
      /** The guest before the act: balance, tier, figures, open lots; null: an anonymous receipt. */
      guest: z.record(z.string(), z.unknown()).nullable(),
    }),
    /** The decision made anew: amounts, transfers, details; null: it could not be made. */
    decision: z.record(z.string(), z.unknown()).nullable(),
    /** Of a sale: what each line brought, and the first condition that failed where it earned nothing. */
    lines: z.array(explainedLine),
    /** What moved of which lot, in the order of the transfers. */
    lots: z.array(touchedLot),
    tierBefore: z.string().nullable(),
    tierAfter: z.string().nullable(),
    /** The stored reasons, in the reader's language. */
    trace: traceSchema,
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.infer<typeof explanationSchema>;
