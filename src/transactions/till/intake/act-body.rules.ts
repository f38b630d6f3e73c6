import { type IdentificationWay, limitTo, minorUnits } from '../../../decision';
import { saleAttributesOf } from '../../ledger/journal/journal-columns';
import type {
  ActReceipt,
  ManualBody,
  RedemptionBody,
  RewardBody,
  RewardUses,
  SaleBody,
  SaleLine,
} from '../../ledger/act/till-act';
import {
  type ActDto,
  type ConfirmationDto,
  type ItemDto,
  type ManualDto,
  type QuoteDto,
  type ReceiptDto,
  type SaleDto,
  THOUSANDTHS,
} from './act.dto';

/** The body of the till's act, made from the request body. */
export function actBodyOf(dto: ActDto): SaleBody | RedemptionBody | RewardBody | ManualBody {
  switch (dto.type) {
    case 'SALE':
      return saleBodyOf(dto);
    case 'REDEMPTION':
      if (dto.redemptionItemId !== undefined) {
        return {
          kind: 'REWARD',
          rewardId: dto.redemptionItemId,
          quantity: dto.quantity ?? 1,
          slotId: dto.slotId ?? null,
          coupon: dto.coupon ?? null,
          stampCard: dto.stampCardId ?? undefined,
          campaign: dto.campaign ?? undefined,
          shippingAddress: dto.shippingAddress ?? undefined,
        };
      }
      return { kind: 'REDEMPTION', points: dto.points ?? 0, orderAmount: dto.orderAmount ?? 0 };
    case 'MANUAL':
      return {
        kind: 'MANUAL',
        direction: dto.direction,
        points: dto.points,
        reasonCode: dto.reasonCode,
        comment: dto.comment ?? null,
        expiryId: null,
        ...periodOf(dto),
        ...limitOf(dto),
      };
  }
}

function limitOf({ restaurantIds, categories }: ManualDto): Pick<ManualBody, 'limit'> {
  if (restaurantIds == null && categories == null) return {};
  return { limit: limitTo(restaurantIds ?? [], categories ?? []) };
}

function periodOf({ beginsOn = null, endsOn = null }: ManualDto): Pick<ManualBody, 'period'> {
  return beginsOn === null && endsOn === null ? {} : { period: { beginsOn, endsOn } };
}

export function saleBodyOf(dto: SaleDto | QuoteDto | ReceiptDto): SaleBody {
  return {
    kind: 'SALE',
    amount: dto.amount,
    lines: dto.items?.map(lineOf) ?? null,
    // Without a hold, a missing number means no points; with a hold, it means all points of the hold.
    pointsToRedeem: 'pointsToRedeem' in dto ? (dto.pointsToRedeem ?? null) : null,
    holdId: 'holdId' in dto ? (dto.holdId ?? null) : null,
    attributes: saleAttributesOf(dto),
    rewards: rewardsOf(dto),
    promoCode: dto.promoCode ?? undefined,
  };
}

/** The rewards of a sale. An absent member and an empty list both mean none. */
function rewardsOf(dto: SaleDto | QuoteDto | ReceiptDto): RewardUses | null {
  const redemptionIds = 'redemptionIds' in dto ? (dto.redemptionIds ?? []) : [];
  const coupons = 'coupons' in dto ? (dto.coupons ?? []) : [];
  return redemptionIds.length + coupons.length === 0 ? null : { redemptionIds, coupons };
}

export function receiptOf(dto: ActDto | QuoteDto | ReceiptDto): ActReceipt {
  return {
    number: 'receiptNumber' in dto ? (dto.receiptNumber ?? null) : null,
    externalOrderId: 'externalOrderId' in dto ? (dto.externalOrderId ?? null) : null,
    businessDate: dto.businessDate ?? null,
    ...('part' in dto && dto.part != null ? { part: dto.part } : {}),
  };
}

/** In milliseconds since 1970. Null: now. */
export function occurredAtOf(dto: { readonly occurredAt?: string | null | undefined }): number | null {
  return dto.occurredAt === null || dto.occurredAt === undefined ? null : Date.parse(dto.occurredAt);
}

function lineOf(item: ItemDto): SaleLine {
  const quantityMilli = Math.round(item.quantity * THOUSANDTHS);
  return {
    sku: item.sku ?? null,
    name: item.name ?? null,
    category: item.category ?? null,
    quantityMilli,
    unitPrice: item.unitPrice ?? Math.round(item.total / item.quantity),
    total: minorUnits(item.total),
    ...typeOf(item),
  };
}

/** The type, tax and combo of an item. Few tills send them, and they are stored only where sent. */
export function typeOf({
  type,
  tax,
  combo,
}: Pick<ItemDto, 'type' | 'tax' | 'combo'>): Pick<SaleLine, 'type' | 'tax' | 'combo'> {
  return {
    ...(type == null ? {} : { type }),
    ...(tax == null ? {} : { tax: minorUnits(tax) }),
    ...(combo == null ? {} : { combo }),
  };
}

/** For an act that may spend points: how the guest was identified, and the guest's confirmation. */
export function spendOf(dto: ActDto | QuoteDto): {
  readonly identifiedBy: IdentificationWay | null;
  readonly confirmation: ConfirmationDto | null;
} {
  if (!('confirmation' in dto || 'identifiedBy' in dto)) return NO_SPEND;
  return { identifiedBy: dto.identifiedBy ?? null, confirmation: dto.confirmation ?? null };
}

const NO_SPEND = { identifiedBy: null, confirmation: null } as const;
