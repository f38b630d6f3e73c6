import { z } from 'zod';
import { lookupGuestSchema } from '../../../identity';
import { instant, line, points, uuid } from '../../../platform/http/schemas';
import { MAX_GIFT_BALANCE, refundedItems, saleShape } from '../../../transactions';

/** The kind of inbox events for checks that a plugin closed while the database was away. */
export const PLUGIN_CHECK = 'PluginCheck';

const { amount, items, paymentMethod, guestCount, promoCode, fiscalDocument, printedNumber } = saleShape;

/** iiko's ids look like UUIDs, but may have any version number. */
const iikoId = z.guid().toLowerCase();

const place = {
  organizationId: line(100).describe('Id of the organisation in iiko'),
  terminalGroupId: line(100)
    .nullish()
    .describe('Id of the terminal group; left out: the one of the whole organisation'),
};
const sold = {
  orderId: iikoId.describe('Id of the order in iiko, the same in its webhooks'),
  amount,
  items,
  paymentMethod,
  guestCount,
  promoCode,
};
const guestId = uuid.describe('Guest that `identify` found');
const nullableGuestId = guestId
  .nullish()
  .describe('Guest that `identify` found; null or left out: a check without a guest');
const transactionId = iikoId.describe(
  '`transactionId` of the payment in the plugin: its repetition changes nothing more',
);

/** Identifies a guest at the till by card, code or phone. */
export const identifySchema = z.strictObject({ ...place, by: lookupGuestSchema });
/** Computes the points of a check without writing anything. */
export const quoteCheckSchema = z.strictObject({
  ...place,
  ...sold,
  guestId: nullableGuestId,
  points: points.nullish(),
});
/** Holds points for a check. */
export const reserveSchema = z.strictObject({ ...place, ...sold, guestId, transactionId, points });
/** Reports a paid check; with `transactionId` its held points are spent. */
export const commitSchema = z
  .strictObject({
    ...place,
    ...sold,
    guestId: nullableGuestId,
    transactionId: transactionId.nullish(),
    receiptNumber: line(100).nullish(),
    fiscalDocument,
    printedNumber,
    closedAt: instant.nullish(),
  })
  .refine(({ guestId: guest, transactionId: payment }) => payment == null || guest != null, {
    params: { code: 'required' },
    path: ['guestId'],
  });
/** Releases held points. */
export const cancelSchema = z.strictObject({ transactionId });
/** Refunds a closed check: wholly, an amount in minor units, or positions by their number in `items` of its `commit`. */
export const refundCheckSchema = z
  .strictObject({ orderId: iikoId, refundId: iikoId, amount: amount.min(1).nullish(), items: refundedItems })
  .refine(({ amount: part, items: positions }) => part == null || positions == null, {
    params: { code: 'not_both', other: 'amount' },
    path: ['items'],
  });

/** The code and PIN of a gift card. */
const giftFace = { code: line(40), pin: z.string().regex(/^\d{6}$/) };
/** Asks for the balance of a gift card. */
export const giftBalanceSchema = z.strictObject({ ...place, ...giftFace });
/** Pays a part of an order with a gift card. */
export const giftPaySchema = z.strictObject({
  ...place,
  ...giftFace,
  orderId: iikoId,
  transactionId,
  amount: amount.min(1).max(MAX_GIFT_BALANCE),
});
/** Returns the money of a payment to its gift card: an amount, once for each `refundId`, or all that remains. */
export const giftReturnSchema = z
  .strictObject({
    orderId: iikoId,
    transactionId,
    refundId: iikoId.nullish(),
    amount: amount.min(1).max(MAX_GIFT_BALANCE).nullish(),
  })
  .refine(({ refundId, amount: part }) => part == null || refundId != null, {
    params: { code: 'required' },
    path: ['refundId'],
  });

export type GiftBalanceBody = z.infer<typeof giftBalanceSchema>;
export type GiftPayBody = z.infer<typeof giftPaySchema>;
export type GiftReturnBody = z.infer<typeof giftReturnSchema>;
export type IdentifyBody = z.infer<typeof identifySchema>;
export type QuoteCheckBody = z.infer<typeof quoteCheckSchema>;
export type ReserveBody = z.infer<typeof reserveSchema>;
export type CommitBody = z.infer<typeof commitSchema>;
export type CancelBody = z.infer<typeof cancelSchema>;
export type RefundCheckBody = z.infer<typeof refundCheckSchema>;

/** A check kept on the disk, as the inbox stores it. */
export const keptCheckSchema = z.strictObject({ receivedAt: instant, check: commitSchema });

/** The answer to all calls of the contract; its status is 200 unless the call itself is invalid. */
export interface PluginAnswer {
  /** `retry`: nothing is known to have happened, so the same call may be sent again. */
  readonly status: 'ok' | 'declined' | 'retry';
  /** A text for the cashier, at most 100 characters; null: none. */
  readonly cashierMessage: string | null;
  /** Lines for the guest's receipt. */
  readonly receiptLines: readonly string[];
  /** Code of the refusal; null: none. */
  readonly code: string | null;
  /** Whether the check is kept and will be decided once the database is back. */
  readonly deferred: boolean;
  readonly guestId: string | null;
  /** Points that the guest can spend. */
  readonly balance: number | null;
  /** Points that can pay for this check. */
  readonly maxRedeem: number | null;
  readonly pointsEarned: number | null;
  readonly pointsRedeemed: number | null;
  /** The discount that tier, campaigns and rewards give on the check, in minor units. */
  readonly discount: number | null;
  /** The part of `discount` for each item of the check, in minor units and in the items' order; empty without items or discount. */
  readonly discountByLine: readonly number[];
  /** Money to pay, in minor units. */
  readonly payable: number | null;
  /** Money on the gift card, in minor units; null: the call concerned no gift card. */
  readonly giftBalance: number | null;
}
