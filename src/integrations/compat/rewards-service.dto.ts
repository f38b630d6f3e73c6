/** The shapes of the rewards service that these calls take the place of: its names, its case, its decimals. */
import { z } from 'zod';
import { line, uuid } from '../../platform/http/schemas';
import { customerIdSchema } from './loyalty-status.dto';
import type { CatalogOffer, RedemptionRow } from '../../transactions';

const itemSchema = z
  .looseObject({
    id: z.string(),
    name: z.string(),
    type: z.enum(['discount', 'shipping', 'product', 'experience', 'free_item']),
    points_cost: z.int(),
  })
  .meta({ id: 'ServiceReward' });

export const catalogSchema = z
  .strictObject({
    reward_catalog: z.strictObject({
      discounts: z.array(itemSchema),
      products: z.array(itemSchema),
      experiences: z.array(itemSchema),
    }),
  })
  .meta({ id: 'ServiceRewardCatalog' });

export const availableSchema = z
  .strictObject({ customerId: z.string(), points_balance: z.int(), available_rewards: z.array(itemSchema) })
  .meta({ id: 'ServiceAvailableRewards' });

export const redeemSchema = z
  .strictObject({
    customerId: customerIdSchema,
    rewardId: line(50),
    quantity: z.int().min(1).max(1_000).default(1),
    slotId: uuid.nullish(),
    reference: line(200).nullish(),
  })
  .meta({ id: 'ServiceRedeem' });

const redemptionSchema = z
  .strictObject({
    id: z.uuid(),
    customerId: z.string(),
    rewardId: z.string(),
    quantity: z.int(),
    points_cost: z.int(),
    status: z.enum(['pending', 'ready', 'fulfilled', 'cancelled', 'expired']),
    created_at: z.string(),
    expires_at: z.string().nullable(),
  })
  .meta({ id: 'ServiceRedemption' });
export const redeemedSchema = redemptionSchema;
export const redemptionsSchema = z
  .strictObject({ customerId: z.string(), redemptions: z.array(redemptionSchema) })
  .meta({ id: 'ServiceRedemptions' });

export type ServiceItem = z.infer<typeof itemSchema>;
export type ServiceRedemption = z.infer<typeof redemptionSchema>;
export type RedeemBody = z.infer<typeof redeemSchema>;

/** An item as the service told of it; only what applies to it stands there. */
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

/** Minor units as the decimal that a JSON number can say: 500 of two digits is 5. */
function decimalOf(minorUnits: number, digits: number): number {
  return Number(`${String(minorUnits)}e-${String(digits)}`);
}
