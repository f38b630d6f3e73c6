import { divideByWeights } from '../../../decision';
import type { ItemDto, ReceiptDto, SaleDto } from '../../../transactions';
import { type Connection, itemTypeOf } from '../../connections/connection';
import { type Check, type CheckLine, grossOf, type Packet } from '../wire/packet.rules';

const MAX_LINES = 500;
const MAX_NAME = 100;
const MILLION = 1_000_000n;

/** Points worth exactly so many kopecks; null: no whole number of points is. */
export function pointsOfKopecks(kopecks: number, pointValue: number): number | null {
  const [wanted, value] = [BigInt(kopecks) * MILLION, BigInt(pointValue)];
  const points = (wanted + value - 1n) / value;
  return (points * value) / MILLION === BigInt(kopecks) ? Number(points) : null;
}

/** The lines of a check as items that add up to `gross`; null: the check has no lines, or too many. */
export function itemsOf(connection: Connection, lines: readonly CheckLine[], gross: number): ItemDto[] | null {
  if (lines.length === 0 || lines.length > MAX_LINES) return null;
  // Split checks and the till's own discounts make the lines' sum differ from the amount of this guest's packet.
  const totals = divideByWeights(
    gross,
    lines.map(({ sum }) => sum),
  );
  return lines.map(({ code, name, category, quantityMilli, combo }, at) => ({
    sku: code,
    name,
    category,
    type: itemTypeOf(connection, category),
    quantity: quantityMilli / 1_000,
    total: totals[at] ?? 0,
    combo,
  }));
}

/** The sale in a packet, without its points. */
export function saleOf(connection: Connection, packet: Packet, pointOfSaleId: string): ReceiptDto {
  const gross = grossOf(packet);
  return {
    type: 'SALE',
    pointOfSaleId,
    amount: gross,
    items: itemsOf(connection, packet.check?.lines ?? [], gross),
    receiptNumber: packet.checkNumber === '0' ? null : packet.checkNumber,
    externalOrderId: packet.check?.guid?.slice(0, MAX_NAME) ?? null,
    businessDate: packet.businessDate,
    guestCount: packet.check?.guests ?? null,
    fiscalDocument: packet.check?.fiscalDocument ?? null,
  };
}

export function withPoints(sale: ReceiptDto, points: number): SaleDto {
  return { ...sale, type: 'SALE', ...(points === 0 ? {} : { pointsToRedeem: points }) };
}

/** The sale's channel: some of the till's order categories mean orders from outside the hall, and programmes distinguish channels. */
export function channelOf({ options }: Connection<'RKEEPER'>, check: Check | null): 'TILL' | 'API' {
  const category = check?.orderCategory ?? null;
  return category !== null && options.outsideOrderCategories?.includes(category) === true ? 'API' : 'TILL';
}
