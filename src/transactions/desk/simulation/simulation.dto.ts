import { z } from 'zod';
import { programDocumentSchema } from '../../../configuration';
import { instant, minorUnits, points, uuid } from '../../../platform/http/schemas';
import { itemSchema, MAX_ITEMS } from '../../till/intake/act.dto';
import { redeemableSchema, traceSchema } from '../../till/responses/transaction-answer.dto';

/** `POST /api/programs/simulate`: a program that need not be anybody's, a guest and a sale that are nobody's. */
export const simulateSchema = z
  .strictObject({
    document: programDocumentSchema,
    guest: z
      .strictObject({
        /** Left out: the lowest. */
        tier: z.string().max(30).optional(),
        /** Points to spend. */
        points: points.optional(),
        birthdayToday: z.boolean().default(false),
        birthdayMonth: z.boolean().default(false),
        /** Codes of the segments that the guest is in. */
        segments: z.array(z.string().min(1).max(40)).max(100).default([]),
        firstSale: z.boolean().default(false),
      })
      .prefault({}),
    sale: z.strictObject({
      amount: minorUnits,
      items: z.array(itemSchema).min(1).max(MAX_ITEMS).optional(),
      pointsToRedeem: points.optional(),
      paymentMethod: z.string().min(1).max(50).optional(),
      restaurantId: uuid.optional(),
      pointOfSaleId: uuid.optional(),
      /** Left out: now. */
      occurredAt: instant.optional(),
    }),
  })
  .meta({ id: 'SimulateProgram' });

const whole = z.int();

/** What the sale would be: nothing of it is written. Money in minor units. */
export const simulationSchema = z
  .object({
    tier: z.string(),
    amount: whole,
    discount: whole,
    pointsRedeemed: whole,
    pointsValue: whole,
    payable: whole,
    pointsEarned: whole,
    /** What the points earned are worth in money. */
    earnedValue: whole,
    redeemable: redeemableSchema.nullable(),
    trace: traceSchema,
  })
  .meta({ id: 'ProgramSimulation' });

export type SimulateBody = z.infer<typeof simulateSchema>;
export type ProgramSimulation = z.infer<typeof simulationSchema>;
