import { z } from 'zod';
import { IDENTIFICATION_WAYS, ITEM_TYPES } from '../../../decision';
import { COMMON_REASON_CODES } from '../../../configuration';
import {
  instant,
  line,
  localDate,
  MAX_ACT_POINTS,
  minorUnits,
  points,
  postalAddress,
  uuid,
} from '../../../platform/http/schemas';

export const MAX_ITEMS = 500;
const FISCAL_DOCUMENT = /^(?:\d{1,20}-\d{1,10}-\d{1,10}|\d{1,10})$/;
const MAX_QUANTITY = 1_000_000;
export const THOUSANDTHS = 1_000;
const MIN_QUANTITY = 1 / THOUSANDTHS;
/** The allowed difference between a decimal of three places times 1,000 and a whole number, since binary numbers are inexact. */
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
    sku: line(200)
      .nullish()
      .describe('Article number of the till system; the programme and rewards name articles by it'),
    name: line(200).nullish().describe('Name of the dish or product as the receipt shows it'),
    category: line(200).nullish().describe('Menu category; the programme and rewards name categories by it'),
    quantity: quantity
      .default(1)
      .describe('Number of units, or the weight of weighed goods, with at most three decimals; 1 when left out'),
    unitPrice: minorUnits
      .nullish()
      .describe('Price of one unit in minor units; when left out, `total` divided by `quantity`, rounded'),
    total: minorUnits.describe('Price of the whole line in minor units, before discount and points'),
    type: z
      .enum(ITEM_TYPES)
      .nullish()
      .describe(
        'Kind of line that the programme may exclude from discount, earning and payment by points, each by itself; ' +
          'null or left out: ordinary goods',
      ),
    tax: minorUnits.nullish().describe('Part of `total` that is tax, in minor units; at most `total`'),
    combo: line(100)
      .nullish()
      .describe(
        'Id of the combo that the line is a part of, the same in all its parts and only in them; rules that count ' +
          'pieces count the parts of one combo as one piece',
      ),
  })
  .superRefine(({ tax, total }, context) => {
    if (tax != null && tax > total)
      context.addIssue({ code: 'custom', path: ['tax'], params: { code: 'too_big', max: total } });
  })
  .meta({
    id: 'SaleItem',
    description: 'One line of a receipt. Only totals have to add up: `total` need not be `quantity` × `unitPrice`.',
  });

const businessDate = localDate.describe(
  'Business date of the network to which the till counts it, `YYYY-MM-DD`: the one of `occurredAt` when left out, ' +
    'and at most one day from that',
);
const occurredAt = instant.describe(
  'When it happened, RFC 3339 with zone; now when left out. At most 5 minutes ahead, and no older than the ' +
    '`offlineWindowHours` of the network; a key with the scope `import` may tell any past time',
);

const receiptShape = {
  receiptNumber: line(100)
    .nullish()
    .describe(
      'Number that the till printed. Together with the point of sale it names one receipt of a business date, ' +
        'of a year or for ever, as the `receiptScope` of the network says',
    ),
  businessDate: businessDate.nullish(),
  externalOrderId: line(100)
    .nullish()
    .describe('Order id of the till system, unique in the network: a second name of the same receipt'),
  occurredAt: occurredAt.nullish(),
};

export const shownFaceSchema = z
  .union([
    z.strictObject({ qr: line(200).describe("Content of the live QR of the guest's card, as it was scanned") }),
    z.strictObject({ code: line(20).describe("Six digits that the guest's card shows now") }),
  ])
  .meta({
    id: 'ShownFace',
    description:
      "Proof that the guest is present: the live QR or the six digits of the guest's card. Cashiers must send it, " +
      'others may leave it out',
  });

const confirmationSchema = z
  .union([
    ...shownFaceSchema.options,
    z.strictObject({
      id: uuid.describe('Id of the confirmation that the guest was asked for'),
      oneTimeCode: line(20)
        .nullish()
        .describe("One-time code of the guest's message; left out where the guest confirmed with a tap"),
    }),
  ])
  .meta({
    id: 'SpendConfirmation',
    description:
      "The guest's consent to spend points, in exactly one way: the live QR of the card (`qr`), the six digits of the " +
      'card (`code`), or a confirmation that the guest was asked for (`id`). Each is good for one act',
  });
export type ConfirmationDto = z.infer<typeof confirmationSchema>;

const spendShape = {
  identifiedBy: z
    .enum(IDENTIFICATION_WAYS)
    .nullish()
    .describe(
      'How a service identified the guest. API keys alone may send it; a way stronger than the key is trusted with ' +
        'counts as that of the key. For staff the last look-up of the guest counts',
    ),
  confirmation: confirmationSchema
    .nullish()
    .describe(
      "The guest's consent, needed when more points are spent than the network allows without it " +
        '(`confirmation_required`)',
    ),
};

const MAX_GUESTS = 999;
const MAX_PARTS = 50;

const partNumber = z.int().min(1).max(MAX_PARTS);

export const receiptPartSchema = z
  .strictObject({
    number: partNumber.describe('Number of this part, from 1'),
    of: partNumber.min(2).describe('Number of parts of the receipt, at least as many as `number`; at most 50'),
    receiptAmount: minorUnits.describe('Gross amount of the whole receipt in minor units, the same in each part'),
  })
  .superRefine(({ number, of }, context) => {
    if (number > of) context.addIssue({ code: 'custom', path: ['number'], params: { code: 'too_big', max: of } });
  })
  .meta({
    id: 'ReceiptPart',
    description:
      'One part of a receipt that is divided among several sales: of several guests, or of one guest who pays in several ways.',
  });

interface PartedSale {
  readonly amount: number;
  readonly receiptNumber?: string | null | undefined;
  readonly externalOrderId?: string | null | undefined;
  readonly part?: z.infer<typeof receiptPartSchema> | null | undefined;
}

/** Refuses a part of a receipt without a name, or a part larger than the receipt. */
function checkPart({ amount, receiptNumber, externalOrderId, part }: PartedSale, context: z.RefinementCtx): void {
  if (part == null) return;
  if (receiptNumber == null && externalOrderId == null)
    context.addIssue({ code: 'custom', path: ['receiptNumber'], params: { code: 'required' } });
  if (amount > part.receiptAmount)
    context.addIssue({ code: 'custom', path: ['amount'], params: { code: 'too_big', max: part.receiptAmount } });
}

const pointOfSaleId = uuid.describe('Point of sale (till) of the network at which it happens');

export const saleShape = {
  pointOfSaleId,
  ...receiptShape,
  amount: minorUnits.describe(
    'Gross amount of the receipt in minor units, before discount and points; 0 is allowed. With `items` it must be ' +
      'the sum of their `total`',
  ),
  items: z
    .array(itemSchema)
    .min(1)
    .max(MAX_ITEMS)
    .nullish()
    .describe('Lines of the receipt; without them the whole amount is one line'),
  paymentMethod: line(50)
    .nullish()
    .describe("How the guest pays, in the till system's words, such as `card`; the programme may name it"),
  guestCount: z.int().min(1).max(MAX_GUESTS).nullish().describe('Number of people whom the check is for'),
  fiscalDocument: z
    .string()
    .max(42)
    .regex(FISCAL_DOCUMENT)
    .nullish()
    .describe(
      'Fiscal document of the receipt as its QR names it, `fn-i-fp`; a guest claims the receipt by it. With its number `i` alone, the guest also types the number on the print',
    ),
  printedNumber: line(100)
    .nullish()
    .describe(
      'Number on the print where it is not `receiptNumber`, because it comes again: a guest types it to claim the receipt',
    ),
  promoCode: line(50)
    .nullish()
    .describe(
      'Word by which a campaign takes money off, compared without case, blanks, dashes and look-alike letters. Refused (`promo_code_refused`) where it takes nothing off',
    ),
  part: receiptPartSchema
    .nullish()
    .describe(
      'The part of the receipt that this sale is; `amount` and `items` are those of the part. The parts add up to ' +
        '`receiptAmount`. Null or left out: the whole receipt',
    ),
};

const MAX_REWARDS = 10;

const rewardsShape = {
  redemptionIds: z
    .array(uuid)
    .max(MAX_REWARDS)
    .refine(areDistinct, { params: { code: 'not_valid' } })
    .nullish()
    .describe('Redemptions of this guest that the sale uses up; each is READY and `usableAtSale`'),
  coupons: z
    .array(line(64))
    .max(MAX_REWARDS)
    .nullish()
    .describe('Coupon codes that the sale uses up, as they were typed or scanned'),
};

function areDistinct(ids: readonly string[]): boolean {
  return new Set(ids).size === ids.length;
}

const pointsToRedeem = z.int().min(0).max(MAX_ACT_POINTS);

export const saleSchema = z
  .strictObject({
    type: z.literal('SALE').describe('A sale, with or without points'),
    ...saleShape,
    pointsToRedeem: pointsToRedeem
      .nullish()
      .describe(
        'Points that pay for a part of the sale. With `holdId`: how many of the held points to take, all of them when ' +
          'left out. Without: none when left out',
      ),
    holdId: uuid
      .nullish()
      .describe('Hold of an earlier quote that this sale captures; held points that it does not take become available'),
    ...spendShape,
    ...rewardsShape,
  })
  .superRefine(checkPart)
  .meta({
    id: 'SaleAct',
    description:
      'A sale of a guest. Its receipt counts once: name it by `receiptNumber`, `externalOrderId` or both. Points of a ' +
      'redemption of the same receipt count in its `pointsRedeemed`, `pointsValue` and `payable`. A sale with ' +
      '`holdId` needs no `confirmation`.',
  });

const MAX_QUANTITY_OF_REWARD = 1_000;

const redemptionSchema = z
  .strictObject({
    type: z.literal('REDEMPTION').describe('Points against an order, or a reward'),
    pointOfSaleId,
    ...receiptShape,
    ...spendShape,
    points: points.optional().describe('Points to spend on an order; needs `orderAmount`'),
    orderAmount: minorUnits.optional().describe('Gross amount of the order in minor units; needs `points`'),
    redemptionItemId: uuid
      .optional()
      .describe('Reward of the catalogue to redeem, in place of `points` and `orderAmount`'),
    quantity: z
      .int()
      .min(1)
      .max(MAX_QUANTITY_OF_REWARD)
      .optional()
      .describe(
        'Number of pieces of the reward, 1 when left out; only 1 for a reward used at a sale or paid by a coupon',
      ),
    slotId: uuid.nullish().describe('Time slot of a reward by appointment, which needs one'),
    coupon: line(64).nullish().describe('Coupon code that gives the reward in place of points'),
    stampCardId: uuid.nullish().describe('Stamp card whose full cards pay for the reward in place of points'),
    campaign: line(50)
      .nullish()
      .describe('Code of a campaign whose tasks gave the reward: it is taken in place of spending points'),
    shippingAddress: postalAddress
      .nullish()
      .describe('Where a reward with `shippingRequired` is sent; null or left out: it is handed over'),
  })
  .superRefine((body, context) => {
    const ofReward = body.redemptionItemId !== undefined;
    for (const name of ['points', 'orderAmount'] as const) {
      if (ofReward === (body[name] !== undefined))
        context.addIssue({ code: 'custom', path: [name], params: { code: ofReward ? 'unknown_field' : 'required' } });
    }
    for (const name of ['quantity', 'slotId', 'coupon', 'stampCardId', 'campaign', 'shippingAddress'] as const) {
      if (!ofReward && body[name] !== undefined)
        context.addIssue({ code: 'custom', path: [name], params: { code: 'unknown_field' } });
    }
    const [paidBy, ...others] = (['coupon', 'stampCardId', 'campaign'] as const).filter((name) => body[name] != null);
    for (const name of others)
      context.addIssue({ code: 'custom', path: [name], params: { code: 'not_both', other: paidBy } });
  })
  .meta({
    id: 'RedemptionAct',
    description:
      'Either points against an order: `points` and `orderAmount`, both required. Or a reward of the catalogue: ' +
      '`redemptionItemId`, with `quantity`, `slotId` and `shippingAddress` where they apply, paid by points, by `coupon`, by ' +
      '`stampCardId` or by `campaign`. Fields of the one are refused in the other, and these three exclude each other.',
  });

/** The most restaurants to which points may be limited. */
const MAX_PLACES = 100;

/** Later days are refused, since the stored end of the calendar's last days has a meaning of its own. */
const periodDay = localDate.refine((day) => day < '3000', { params: { code: 'not_allowed' } });

const manualSchema = z
  .strictObject({
    type: z.literal('MANUAL').describe('Points by hand'),
    pointOfSaleId: pointOfSaleId.nullish().describe('Point of sale at which it is done; null or left out: none'),
    occurredAt: occurredAt.nullish(),
    businessDate: businessDate.nullish(),
    direction: z.enum(['CREDIT', 'DEBIT']).describe('`CREDIT` gives points, `DEBIT` takes them'),
    points: points.describe('Points to give or take'),
    reasonCode: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{0,49}$/)
      .describe(`${COMMON_REASON_CODES.join(', ')}, or one that the network added to its \`reasonCodes\``),
    comment: z.string().trim().min(1).max(1_000).nullish().describe('Remark for colleagues; guests do not see it'),
    beginsOn: periodDay
      .nullish()
      .describe('First day on which given points may be spent; they are pending until then. Left out: at once'),
    endsOn: periodDay
      .nullish()
      .describe('Last day on which given points may be spent, whatever the programme says. Left out: as it says'),
    restaurantIds: z
      .array(uuid)
      .min(1)
      .max(MAX_PLACES)
      .nullish()
      .describe('Restaurants where alone given points may be spent, at most 100. Left out: everywhere'),
    categories: z
      .array(line(200))
      .min(1)
      .max(MAX_PLACES)
      .nullish()
      .describe('Menu categories on whose goods alone given points may be spent, at most 100. Left out: on all'),
  })
  .superRefine(({ direction, beginsOn, endsOn, restaurantIds, categories }, context) => {
    const ofCredits = {
      beginsOn: beginsOn ?? null,
      endsOn: endsOn ?? null,
      restaurantIds: restaurantIds ?? null,
      categories: categories ?? null,
    };
    for (const [name, value] of Object.entries(ofCredits))
      if (direction === 'DEBIT' && value !== null)
        context.addIssue({ code: 'custom', path: [name], params: { code: 'not_allowed' } });
  })
  .meta({
    id: 'ManualAct',
    description: "A credit or debit by hand. Above the caller's limit it waits for another manager (202).",
  });

export const actSchema = z.discriminatedUnion('type', [saleSchema, redemptionSchema, manualSchema]).meta({
  id: 'Act',
  description: 'One of three kinds of act, told apart by `type`.',
});

export const quoteSchema = z
  .strictObject({
    type: z.literal('SALE').default('SALE').describe('Always a sale; may be left out'),
    ...saleShape,
    pointsToRedeem: pointsToRedeem
      .nullish()
      .describe('Points that would pay for a part of the sale; none when left out. With `hold` at least 1'),
    ...spendShape,
    ...rewardsShape,
    hold: z.boolean().default(false).describe('Whether to set `pointsToRedeem` aside; needs an `Idempotency-Key`'),
    holdMinutes: z
      .int()
      .min(1)
      .max(24 * 60)
      .nullish()
      .describe('Minutes until the held points are released; the `holdMinutes` of the network when left out'),
  })
  .meta({
    id: 'Quote',
    description: 'A sale as it would be. A receipt number is not needed; `holdMinutes` counts with `hold` alone.',
  });

export const receiptSchema = z
  .strictObject({ type: z.literal('SALE').default('SALE').describe('Always a sale; may be left out'), ...saleShape })
  .superRefine(checkPart)
  .meta({
    id: 'AnonymousReceipt',
    description: 'A receipt without a guest. It counts once, as the receipt of a sale does.',
  });

export type ActDto = z.infer<typeof actSchema>;
export type ManualDto = z.infer<typeof manualSchema>;
export type SaleDto = z.infer<typeof saleSchema>;
export type QuoteDto = z.infer<typeof quoteSchema>;
export type ReceiptDto = z.infer<typeof receiptSchema>;
export type ItemDto = z.infer<typeof itemSchema>;
