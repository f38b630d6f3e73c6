/** Digits after the point of the kit's currency, the rouble. */
const DIGITS = 2;

/** Minor units of a decimal text such as `1550.00`, exactly. @param {string} text */
export function minorOf(text) {
  const [, sign, whole, rest = ''] = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new Error(`no amount of money: ${text}`);
  return Number(`${sign}${whole}${rest.padEnd(DIGITS, '0')}`);
}

/** The decimal text of minor units. @param {number} minor */
export function decimalOf(minor) {
  const digits = String(Math.abs(minor)).padStart(DIGITS + 1, '0');
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -DIGITS)}.${digits.slice(-DIGITS)}`;
}
