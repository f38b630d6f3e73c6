const PARTS_A_PER_CENT = 10_000;
const WHOLE_PER_CENT = 100;

/** "28", "28,5" or "28 %" in parts per million; null: no part of a price. */
export function partsOfPrice(typed: string): number | null {
  const bare = typed.trim();
  const text = (bare.endsWith('%') ? bare.slice(0, -1) : bare).trim().replace(',', '.');
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const perCent = Number(text);
  return perCent <= WHOLE_PER_CENT ? Math.round(perCent * PARTS_A_PER_CENT) : null;
}

/** As one would type it. */
export function typedPerCent(parts: number, separator: string): string {
  return String(parts / PARTS_A_PER_CENT).replace('.', separator);
}

/** Whether it is written as a part of the price rather than as an amount. */
export function isPerCent(typed: string): boolean {
  return typed.trimEnd().endsWith('%');
}

export function costOfPart(price: number, parts: number): number {
  return Math.round((price * parts) / (PARTS_A_PER_CENT * WHOLE_PER_CENT));
}
