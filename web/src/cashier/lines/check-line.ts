import type { Language } from '../../generated/words/words';
import { menuItemName, type MenuItem } from '../../entities/menu/menu.api';
import type { SaleItem } from '../../entities/transaction/transaction.api';

/** A line of a check that the cashier entered. Money in minor units. */
export interface CheckLine {
  /** Article number; null: the amount of a check without lines. */
  readonly sku: string | null;
  readonly name: string;
  readonly category: string | null;
  readonly type: MenuItem['type'];
  readonly unitPrice: number;
  readonly quantityMilli: number;
  readonly total: number;
  /** The merged check from which the line came; left out: this check. */
  readonly from?: string;
}

const UNIT = 1_000;
/** The most units of a line; more would be a typing mistake. */
const MOST_UNITS = 999;

export function sumOf(lines: readonly CheckLine[]): number {
  return lines.reduce((sum, { total }) => sum + total, 0);
}

/** Adds one unit of an item, to the line of the same item and price if there is one. */
export function addItem(lines: readonly CheckLine[], item: MenuItem, language: Language): readonly CheckLine[] {
  const at = lines.findIndex(
    ({ sku, unitPrice, from }) => sku === item.code && unitPrice === item.price && from === undefined,
  );
  if (at >= 0) return changeUnits(lines, at, 1);
  const { code: sku, category, type, price } = item;
  const name = menuItemName(item, language);
  return [...lines, { sku, name, category, type, unitPrice: price, quantityMilli: UNIT, total: price }];
}

/** Adds or removes units of a line; a line without units is removed. */
export function changeUnits(lines: readonly CheckLine[], at: number, units: number): readonly CheckLine[] {
  return lines.flatMap((line, index) => {
    if (index !== at) return [line];
    const quantityMilli = Math.min(line.quantityMilli + units * UNIT, MOST_UNITS * UNIT);
    if (quantityMilli <= 0) return [];
    return [{ ...line, quantityMilli, total: Math.round((line.unitPrice * quantityMilli) / UNIT) }];
  });
}

/** The lines in the form of a sale; null: there are none. */
export function itemsOf(lines: readonly CheckLine[]): SaleItem[] | null {
  if (lines.length === 0) return null;
  return lines.map(({ sku, name, category, type, unitPrice, quantityMilli, total }) => {
    return { sku, name, category, type, unitPrice, quantity: quantityMilli / UNIT, total };
  });
}

export function unitsOf({ quantityMilli }: CheckLine): number {
  return quantityMilli / UNIT;
}
