/** The shapes of the rewards service that these calls take the place of: its names, its case, its decimals. */
import { z } from 'zod';
import { line, postalAddress, uuid, objectOf, objectNamed } from 'loyalty-platform/platform/http/schemas';
import { customerIdSchema } from './loyalty-status.dto';
import type { CatalogOffer, RedemptionRow } from 'loyalty-platform/transactions';

const itemSchema = z
  .looseObject({
    id: z.string().describe('Code of the reward'),
    name: z.string().describe("Name of the reward, in the reader's language"),
    type: z.enum(['discount', 'shipping', 'product', 'experience', 'free_item']).describe('Kind of the reward'),
    points_cost: z.int().describe('Points for one'),
  })
  .meta({
    id: 'ServiceReward',
    description:
      'A reward in the form of the rewards system. Where they apply it has also `value` and `minimum_order` (decimals ' +
      'of the currency), `value_percent`, `expiration_days`, `stock_quantity`, `shipping_required`, `description` and ' +
      '`availability` (`by_appointment`).',
  });

export const catalogSchema = objectNamed('ServiceRewardCatalog', {
  reward_catalog: objectOf('Rewards by their kind', {
    discounts: z.array(itemSchema).describe('Discounts and free delivery'),
    products: z.array(itemSchema).describe('Products and free items'),
    experiences: z.array(itemSchema).describe('Experiences'),
  }),
});

export const availableSchema = objectNamed('ServiceAvailableRewards', {
  customerId: z.string().describe('The customer as the call named it'),
  points_balance: z.int().describe('Points that may be spent'),
  available_rewards: z.array(itemSchema).describe('Rewards that the customer may take now and has the points for'),
});

export const redeemSchema = objectNamed('ServiceRedeem', {
  customerId: customerIdSchema,
  rewardId: line(50).describe('Code or id of the reward'),
  quantity: z.int().min(1).max(1_000).describe('How many are taken').default(1),
  slotId: uuid.nullish().describe('Appointment of a reward that is taken at one; left out for the others'),
  shippingAddress: postalAddress
    .nullish()
    .describe('Where a reward with `shipping_required` is sent; left out: it is handed over'),
  reference: line(200)
    .nullish()
    .describe("The service's own name of the act; acts with the same reference happen once"),
});

const redemptionSchema = objectNamed('ServiceRedemption', {
  id: z.uuid().describe('Id of the redemption'),
  customerId: z.string().describe('The customer as the call named it'),
  rewardId: z.string().describe('Code of the reward'),
  quantity: z.int().describe('How many were taken'),
  points_cost: z.int().describe('Points that it cost, for all of them together'),
  status: z
    .enum(['pending', 'ready', 'fulfilled', 'cancelled', 'expired'])
    .describe('pending: taken. ready: to be handed over. fulfilled: handed over or used. expired: its time has passed'),
  created_at: z.string().describe('When it was taken (RFC 3339)'),
  expires_at: z.string().nullable().describe('Until when it may be used (RFC 3339); null: without an end'),
});
export const redeemedSchema = redemptionSchema;
export const redemptionsSchema = objectNamed('ServiceRedemptions', {
  customerId: z.string().describe('The customer as the call named it'),
  redemptions: z.array(redemptionSchema).describe('The newest 200; there are no further pages'),
});

export type ServiceItem = z.infer<typeof itemSchema>;
export type ServiceRedemption = z.infer<typeof redemptionSchema>;
export type RedeemBody = z.infer<typeof redeemSchema>;

/** An item in the rewards service's form, with only the members that apply to it. */
export function serviceItemOf(offer: CatalogOffer, currencyDigits: number): ServiceItem {
  const { reward, name, description, stockLeft } = offer;
  const { kind, gift, cost, minimumOrder, usableDays, shippingRequired, byAppointment } = reward.document;
  const atSale = gift !== null;
  return {
    id: reward.code,
    name: name ?? reward.code,
    type: kind.toLowerCase() as ServiceItem['type'],
    ...(gift?.kind === 'AMOUNT_OFF' ? { value: decimalOf(gift.amount, currencyDigits) } : {}),
    ...(gift?.kind === 'SHARE_OFF' ? { value_percent: gift.ratePpm / 10_000 } : {}),
    ...(gift?.kind === 'SHIPPING' ? { value: 0 } : {}),
    points_cost: cost,
    ...(atSale ? { minimum_order: decimalOf(minimumOrder, currencyDigits) } : {}),
    ...(usableDays === null ? {} : { expiration_days: usableDays }),
    ...(stockLeft === null ? {} : { stock_quantity: stockLeft }),
    ...(shippingRequired ? { shipping_required: true } : {}),
    ...(description === null ? {} : { description }),
    ...(byAppointment ? { availability: 'by_appointment' } : {}),
  };
}

export function serviceRedemptionOf(row: RedemptionRow, customerId: string): ServiceRedemption {
  const isOpen = row.status === 'PENDING' || row.status === 'READY';
  return {
    id: row.id,
    customerId,
    rewardId: row.terms.code,
    quantity: row.quantity,
    points_cost: row.points,
    status: (isOpen && row.isPast ? 'EXPIRED' : row.status).toLowerCase() as ServiceRedemption['status'],
    created_at: row.createdAt.toISOString(),
    expires_at: row.expiresAt?.toISOString() ?? null,
  };
}

/** Minor units as a decimal number for JSON: 500 with two digits is 5. */
function decimalOf(minorUnits: number, digits: number): number {
  return Number(`${String(minorUnits)}e-${String(digits)}`);
}
