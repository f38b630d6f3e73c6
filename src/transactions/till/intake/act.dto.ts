import { z } from 'zod';
import { IDENTIFICATION_WAYS, ITEM_TYPES } from '../../../decision';
import { instant, line, localDate, MAX_ACT_POINTS, minorUnits, points, uuid } from '../../../platform/http/schemas';

export const MAX_ITEMS = 500;
const MAX_QUANTITY = 1_000_000;
export const THOUSANDTHS = 1_000;
const MIN_QUANTITY = 1 / THOUSANDTHS;
/** What a decimal of three places may be off by as a binary number. */
const DECIMAL_TOLERANCE = 1e-6;

/** From 0.001, with at most three decimals: weighed goods are sold in grams. */
export const quantity = z
  .number()
  .min(MIN_QUANTITY)
  .max(MAX_QUANTITY)
  .refine((value) => Math.abs(value * THOUSANDTHS - Math.round(value * THOUSANDTHS)) < DECIMAL_TOLERANCE, {
    params: { code: 'too_many_decimals', max: 3 },
  })
  .meta({ example: 1 });

export const itemSchema = z
  .strictObject({
    sku: line(200).nullish(),
    name: line(200).nullish(),
    category: line(200).nullish(),
    quantity: quantity.default(1),
    unitPrice: minorUnits.nullish(),
    total: minorUnits,
    /** What the program may treat apart: exclude from discount, earning and payment by points. */
    type: z.enum(ITEM_TYPES).nullish(),
    /** The part of the total that is tax. */
    tax: minorUnits.nullish(),
  })
  .superRefine(({ tax, total }, context) => {
    if (tax != null && tax > total)
      context.addIssue({ code: 'custom', path: ['tax'], params: { code: 'too_big', max: total } });
  })
  .meta({ id: 'SaleItem' });

const receiptShape = {
  receiptNumber: line(100).nullish(),
  businessDate: localDate.nullish(),
  externalOrderId: line(100).nullish(),
  occurredAt: instant.nullish(),
};

/** The live face of a guest's card. */
export const shownFaceSchema = z
  .union([z.strictObject({ qr: line(200) }), z.strictObject({ code: line(20) })])
  .meta({ id: 'ShownFace', description: 'The live QR or the six digits of the card: a cashier needs them.' });

/** The guest's word for a spend above the network's limit; exactly one way. */
export const confirmationSchema = z
  .union([...shownFaceSchema.options, z.strictObject({ id: uuid, oneTimeCode: line(20).nullish() })])
  .meta({
    id: 'SpendConfirmation',
    description:
      'The live QR or the six digits of the card; or what the guest was asked (`id`), with the code of the message or after a tap',
  });
export type ConfirmationDto = z.infer<typeof confirmationSchema>;

const spendShape = {
  identifiedBy: z
    .enum(IDENTIFICATION_WAYS)
    .nullish()
    .meta({ description: 'From a service alone, up to the setting of its key: how it identified the guest' }),
  confirmation: confirmationSchema.nullish(),
};

/** On one check. */
const MAX_GUESTS = 999;

const saleShape = {
  pointOfSaleId: uuid,
  ...receiptShape,
  amount: minorUnits,
  items: z.array(itemSchema).min(1).max(MAX_ITEMS).nullish(),
  paymentMethod: line(50).nullish(),
  /** How many guests the check was for. */
  guestCount: z.int().min(1).max(MAX_GUESTS).nullish(),
};

const MAX_REWARDS = 10;

/** What a sale uses up: rewards that were redeemed before, and codes as they were typed or scanned. */
const rewardsShape = {
  redemptionIds: z
    .array(uuid)
    .max(MAX_REWARDS)
    .refine(areDistinct, { params: { code: 'not_valid' } })
    .nullish(),
  coupons: z.array(line(64)).max(MAX_REWARDS).nullish(),
};

function areDistinct(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

export const saleSchema = z
  .strictObject({
    type: z.literal('SALE'),
    ...saleShape,
    pointsToRedeem: z.int().min(0).max(MAX_ACT_POINTS).nullish(),
    holdId: uuid.nullish(),
    ...spendShape,
    ...rewardsShape,
  })
  .meta({ id: 'SaleAct' });

/** The most of one item of the catalogue at once. */
const MAX_QUANTITY_OF_REWARD = 1_000;

/** Points against an order, or an item of the catalogue for points or a coupon. */
export const redemptionSchema = z
  .strictObject({
    type: z.literal('REDEMPTION'),
    pointOfSaleId: uuid,
    ...receiptShape,
    ...spendShape,
    points: points.optional(),
    orderAmount: minorUnits.optional(),
    redemptionItemId: uuid.optional(),
    quantity: z.int().min(1).max(MAX_QUANTITY_OF_REWARD).optional(),
    slotId: uuid.nullish(),
    coupon: line(64).nullish(),
    /** The stamp card whose full ones pay for it. */
    stampCardId: uuid.nullish(),
  })
  .superRefine((body, context) => {
    const ofReward = body.redemptionItemId !== undefined;
    for (const name of ['points', 'orderAmount'] as const) {
      if (ofReward === (body[name] !== undefined))
        context.addIssue({ code: 'custom', path: [name], params: { code: ofReward ? 'unknown_field' : 'required' } });
    }
    for (const name of ['quantity', 'slotId', 'coupon', 'stampCardId'] as const) {
      if (!ofReward && body[name] !== undefined)
        context.addIssue({ code: 'custom', path: [name], params: { code: 'unknown_field' } });
    }
    if (body.coupon != null && body.stampCardId != null)
      context.addIssue({ code: 'custom', path: ['stampCardId'], params: { code: 'not_both', other: 'coupon' } });
  })
  .meta({ id: 'RedemptionAct' });

export const manualSchema = z
  .strictObject({
    type: z.literal('MANUAL'),
    pointOfSaleId: uuid.nullish(),
    occurredAt: instant.nullish(),
    businessDate: localDate.nullish(),
    direction: z.enum(['CREDIT', 'DEBIT']),
    points,
    reasonCode: z.string().regex(/^[A-Z][A-Z0-9_]{0,49}$/),
    comment: z.string().trim().min(1).max(1_000).nullish(),
  })
  .meta({ id: 'ManualAct' });

export const actSchema = z.discriminatedUnion('type', [saleSchema, redemptionSchema, manualSchema]).meta({ id: 'Act' });

export const quoteSchema = z
  .strictObject({
    type: z.literal('SALE').default('SALE'),
    ...saleShape,
    pointsToRedeem: z.int().min(0).max(MAX_ACT_POINTS).nullish(),
    ...spendShape,
    ...rewardsShape,
    hold: z.boolean().default(false),
    holdMinutes: z
      .int()
      .min(1)
      .max(24 * 60)
      .nullish(),
  })
  .meta({ id: 'Quote' });

export const receiptSchema = z
  .strictObject({ type: z.literal('SALE').default('SALE'), ...saleShape })
  .meta({ id: 'AnonymousReceipt' });

export type ActDto = z.infer<typeof actSchema>;
export type SaleDto = z.infer<typeof saleSchema>;
export type QuoteDto = z.infer<typeof quoteSchema>;
export type ReceiptDto = z.infer<typeof receiptSchema>;
export type ItemDto = z.infer<typeof itemSchema>;
