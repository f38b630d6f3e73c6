import { z } from 'zod';
import { programDocumentSchema, takingOffSchema } from '../../../configuration';
import { instant, minorUnits, objectNamed, objectOf, openListOf, points, uuid } from '../../../platform/http/schemas';
import { itemSchema, MAX_ITEMS } from '../../till/intake/act.dto';
import { redeemableSchema, traceSchema } from '../../till/responses/transaction-answer.dto';

export const simulateSchema = objectNamed('SimulateProgram', 'A programme to try, with an invented guest and sale.', {
  document: programDocumentSchema.describe('Programme by which the sale is decided; it need not be saved'),
  campaign: takingOffSchema.optional().describe('Campaign that takes money off this sale; none when left out'),
  guest: z
    .strictObject({
      tier: z.string().max(30).optional().describe('Code of the tier that the guest holds; the lowest when left out'),
      points: points.optional().describe('Points that the guest can spend; none when left out'),
      birthdayToday: z.boolean().default(false).describe("Whether the day of the sale is the guest's birthday"),
      birthdayMonth: z.boolean().default(false).describe("Whether the sale is in the month of the guest's birthday"),
      segments: z
        .array(z.string().min(1).max(40))
        .max(100)
        .default([])
        .describe('Codes of the segments that the guest is in'),
      firstSale: z.boolean().default(false).describe("Whether it is the guest's first sale"),
    })
    .prefault({})
    .describe('An invented guest; left out: one of the lowest tier without points'),
  sale: objectOf('An invented sale', {
    amount: minorUnits.describe('Gross amount in minor units; with `items` it must be the sum of their `total`'),
    items: z
      .array(itemSchema)
      .min(1)
      .max(MAX_ITEMS)
      .optional()
      .describe('Lines of the receipt; without them the whole amount is one line'),
    pointsToRedeem: points.optional().describe('Points that pay for a part of the sale; none when left out'),
    coupon: minorUnits.min(1).optional().describe('Worth of a coupon on the sale, in minor units; none when left out'),
    paymentMethod: z.string().min(1).max(50).optional().describe('How the guest pays, as a rule may name it'),
    restaurantId: uuid.optional().describe('Restaurant of the sale, as a rule may name it'),
    pointOfSaleId: uuid.optional().describe('Point of sale of the sale, as a rule may name it'),
    occurredAt: instant.optional().describe('When it is sold, RFC 3339 with zone; now when left out'),
  }),
});

const whole = z.int();

export const simulationSchema = z
  .object({
    tier: z.string().describe('Code of the tier by which the sale is decided'),
    amount: whole.describe('Gross amount in minor units'),
    discount: whole.describe('Discount of tier, campaign and coupon in minor units'),
    pointsRedeemed: whole.describe('Points that would be spent'),
    pointsValue: whole.describe('Worth of the spent points in minor units'),
    payable: whole.describe('Amount that the guest would pay, in minor units'),
    pointsEarned: whole.describe('Points that the guest would get'),
    earnedValue: whole.describe('Worth of the points that the guest would get, in minor units, rounded down'),
    redeemable: redeemableSchema.nullable().describe('Points that could be spent on this sale'),
    lines: openListOf('The sale by line in minor units, in the order of `items`; without them it is one line', {
      amount: whole.describe('Gross amount of the line, in minor units'),
      tierDiscount: whole.describe('Discount of the tier, in minor units'),
      campaignDiscount: whole.describe('Then taken off by the campaign, from what the tier left, in minor units'),
      couponDiscount: whole.describe('Then taken off by the coupon, from what the campaign left, in minor units'),
      pointsValue: whole.describe('Then paid with points'),
      payable: whole.describe('Rest that the guest pays, in minor units'),
      pointsEarned: whole.describe('Points that the line earns'),
    }),
    trace: traceSchema.describe('Why each effect is as it is, and why rules gave nothing'),
  })
  .meta({ id: 'ProgramSimulation', description: 'The sale as the programme would decide it. Nothing is written.' });

export type SimulateBody = z.infer<typeof simulateSchema>;
export type ProgramSimulation = z.infer<typeof simulationSchema>;
