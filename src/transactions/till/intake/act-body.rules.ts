import { type IdentificationWay, limitTo, minorUnits } from '../../../decision';
import { saleAttributesOf } from '../../ledger/journal/journal-columns';
import type { SaleLine } from '../../ledger/journal/stored-json';
import type {
  ActReceipt,
  ManualBody,
  RedemptionBody,
  RewardBody,
  RewardUses,
  SaleBody,
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

/** The act that the till decides, made from the request body. */
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
    // None is none, however it is said; with a hold, nothing said takes all that it holds.
    pointsToRedeem: 'pointsToRedeem' in dto ? (dto.pointsToRedeem ?? null) : null,
    holdId: 'holdId' in dto ? (dto.holdId ?? null) : null,
    attributes: saleAttributesOf(dto),
    rewards: rewardsOf(dto),
    promoCode: dto.promoCode ?? undefined,
  };
}

/** A sale without rewards is one that names none, however it says so. */
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

/** Milliseconds since 1970, or null for now. */
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

/** Said by few tills, and stored only where it is. */
export function typeOf({ type, tax }: Pick<ItemDto, 'type' | 'tax'>): Pick<SaleLine, 'type' | 'tax'> {
  return { ...(type == null ? {} : { type }), ...(tax == null ? {} : { tax: minorUnits(tax) }) };
}
/** How the guest was identified and what the guest confirmed, of an act that may spend points. */
export function spendOf(dto: ActDto | QuoteDto): {
  readonly identifiedBy: IdentificationWay | null;
  readonly confirmation: ConfirmationDto | null;
} {
  if (!('confirmation' in dto || 'identifiedBy' in dto)) return NO_SPEND;
  return { identifiedBy: dto.identifiedBy ?? null, confirmation: dto.confirmation ?? null };
}

const NO_SPEND = { identifiedBy: null, confirmation: null } as const;
