/**
 * The QR of a Russian fiscal receipt in the tax service's format (order ЕД-7-20/662, table 34):
 *
 * t=20261125T1305&s=450.00&fn=9960440300049147&i=28547&fp=3522207165&n=1
 */
export interface FiscalReceipt {
  /** Local time of the till, `YYYY-MM-DDTHH:MM`. */
  readonly localTime: string;
  /** Amount paid, in kopecks. */
  readonly paid: number;
  /** A sale, the refund of one, or something else. */
  readonly kind: 'SALE' | 'REFUND' | 'OTHER';
}

const TIME = /^(2\d{3})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])([0-5]\d)([0-5]\d)?$/;
const PAID = /^(\d{1,9})\.(\d{2})$/;
const KIND_OF: Readonly<Record<string, FiscalReceipt['kind']>> = { 1: 'SALE', 2: 'REFUND', 3: 'OTHER', 4: 'OTHER' };

/** Undefined: the text is no QR of a fiscal receipt. */
export function parseFiscalQr(text: string): FiscalReceipt | undefined {
  const members = new URLSearchParams(text);
  const digitsOf = (name: string) => /^\d{1,20}$/.test(members.get(name) ?? '');
  const time = TIME.exec(members.get('t') ?? '');
  const paid = PAID.exec(members.get('s') ?? '');
  const kind = KIND_OF[members.get('n') ?? ''];
  if (time === null || paid === null || kind === undefined || !['fn', 'i', 'fp'].every(digitsOf)) return undefined;
  const [, year, month, day, hour, minute] = time;
  return {
    localTime: `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}`,
    paid: Number(`${String(paid[1])}${String(paid[2])}`),
    kind,
  };
}
