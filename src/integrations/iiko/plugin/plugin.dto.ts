import { z } from 'zod';
import { lookupGuestSchema } from '../../../identity';
import { instant, line, points, uuid } from '../../../platform/http/schemas';
import { MAX_GIFT_BALANCE, saleShape } from '../../../transactions';

/** The kind of the inbox's events that are checks which a plugin closed while the database was away. */
export const PLUGIN_CHECK = 'PluginCheck';

const { amount, items, paymentMethod, guestCount, promoCode } = saleShape;

/** iiko's ids look like UUIDs, and need not be of a version. */
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

/** The guest at the till, by what the guest shows. */
export const identifySchema = z.strictObject({ ...place, by: lookupGuestSchema });
/** A check whose points are computed; nothing is written. */
export const quoteCheckSchema = z.strictObject({
  ...place,
  ...sold,
  guestId: nullableGuestId,
  points: points.nullish(),
});
/** Sets points aside for a check. */
export const reserveSchema = z.strictObject({ ...place, ...sold, guestId, transactionId, points });
/** A check that was paid: with `transactionId` the points that are set aside are spent. */
export const commitSchema = z
  .strictObject({
    ...place,
    ...sold,
    guestId: nullableGuestId,
    transactionId: transactionId.nullish(),
    receiptNumber: line(100).nullish(),
    closedAt: instant.nullish(),
  })
  .refine(({ guestId: guest, transactionId: payment }) => payment == null || guest != null, {
    params: { code: 'required' },
    path: ['guestId'],
  });
/** Lets the points go that were set aside. */
export const cancelSchema = z.strictObject({ transactionId });
/** A closed check goes back, all of it or an amount of it in minor units. */
export const refundCheckSchema = z.strictObject({ orderId: iikoId, refundId: iikoId, amount: amount.min(1).nullish() });

/** The code and PIN of a gift card. */
const giftFace = { code: line(40), pin: z.string().regex(/^\d{6}$/) };
/** Asks for the money on a gift card. */
export const giftBalanceSchema = z.strictObject({ ...place, ...giftFace });
/** A gift card pays a part of an order. */
export const giftPaySchema = z.strictObject({
  ...place,
  ...giftFace,
  orderId: iikoId,
  transactionId,
  amount: amount.min(1).max(MAX_GIFT_BALANCE),
});
/** The money of a payment goes back to its gift card: an amount, once for its `refundId`, or all that is left of it. */
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

/** A check that waited on the disk, as the inbox has it. */
export const keptCheckSchema = z.strictObject({ receivedAt: instant, check: commitSchema });

/** The one answer of the contract, always with status 200 unless the call itself is wrong. */
export interface PluginAnswer {
  /** `retry`: nothing is known to have happened; the same call may be sent again. */
  readonly status: 'ok' | 'declined' | 'retry';
  /** For the cashier, at most 100 characters; null: nothing to say. */
  readonly cashierMessage: string | null;
  /** For the guest's receipt. */
  readonly receiptLines: readonly string[];
  /** Code of the refusal; null: none. */
  readonly code: string | null;
  /** Whether the check is kept and decided once the server is whole again. */
  readonly deferred: boolean;
  readonly guestId: string | null;
  /** Points that the guest can spend. */
  readonly balance: number | null;
  /** Points that can pay for this check. */
  readonly maxRedeem: number | null;
  readonly pointsEarned: number | null;
  readonly pointsRedeemed: number | null;
  /** Minor units that tier, campaigns and rewards take off the check. */
  readonly discount: number | null;
  /**
   * Minor units of `discount` that belong to each item of the check, in the order of the items; empty without items or
   * discount.
   */
  readonly discountByLine: readonly number[];
  /** Money to pay, in minor units. */
  readonly payable: number | null;
  /** Money on the gift card, in minor units; null: the call was about none. */
  readonly giftBalance: number | null;
}
