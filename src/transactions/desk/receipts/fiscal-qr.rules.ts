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
  /** `fn`: number of the fiscal drive, of digits. */
  readonly drive: string;
  /** `i`: number of the document on its drive, of digits. */
  readonly document: string;
  /** `fp`: sign that the drive computed, of digits. */
  readonly sign: string;
}

const TIME = /^(2\d{3})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3])([0-5]\d)([0-5]\d)?$/;
const PAID = /^(\d{1,9})\.(\d{2})$/;
const KIND_OF: Readonly<Record<string, FiscalReceipt['kind']>> = { 1: 'SALE', 2: 'REFUND', 3: 'OTHER', 4: 'OTHER' };

const LENGTH_AT_MOST = 200;

/** Undefined: the text is no QR of a fiscal receipt. */
export function parseFiscalQr(text: string): FiscalReceipt | undefined {
  if (text.length > LENGTH_AT_MOST) return undefined;
  const members = new URLSearchParams(text);
  const [drive = '', document = '', sign = ''] = ['fn', 'i', 'fp'].map((name) => members.get(name) ?? '');
  const time = TIME.exec(members.get('t') ?? '');
  const paid = PAID.exec(members.get('s') ?? '');
  const kind = KIND_OF[members.get('n') ?? ''];
  if (
    time === null ||
    paid === null ||
    kind === undefined ||
    ![drive, document, sign].every((digits) => /^\d{1,20}$/.test(digits))
  )
    return undefined;
  const [, year, month, day, hour, minute] = time;
  return {
    localTime: `${String(year)}-${String(month)}-${String(day)}T${String(hour)}:${String(minute)}`,
    paid: Number(`${String(paid[1])}${String(paid[2])}`),
    kind,
    drive,
    document,
    sign,
  };
}

/** The texts by which a till system may know the fiscal document: all three numbers, and its number alone. Leading zeros may be missing. */
export function namesOfDocument({ drive, document, sign }: FiscalReceipt): {
  readonly whole: readonly string[];
  readonly number: readonly string[];
} {
  const [shortDocument, shortSign] = [document, sign].map((digits) => digits.replace(/^0+(?=\d)/, ''));
  const documents = [...new Set([document, shortDocument])];
  const signs = [...new Set([sign, shortSign])];
  return {
    whole: documents.flatMap((one) => signs.map((other) => `${drive}-${String(one)}-${String(other)}`)),
    number: documents.map(String),
  };
}
