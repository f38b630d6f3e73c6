const DECIMAL = /^(\d{1,13})(?:\.(\d{1,4}))?$/;

/** An amount in minor units as decimal text, with as many digits as the currency has. */
export function textOfAmount(amount: number, digits: number): string {
  const text = String(amount).padStart(digits + 1, '0');
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** Decimal text in minor units; undefined: it is no amount, or is finer than a minor unit. */
export function amountOfText(text: string, digits: number): number | undefined {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || /[^0]/.test(fraction.slice(digits))) return undefined;
  const amount = Number(whole + fraction.slice(0, digits).padEnd(digits, '0'));
  return Number.isSafeInteger(amount) ? amount : undefined;
}
