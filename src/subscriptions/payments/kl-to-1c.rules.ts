import { isUtf8 } from 'node:buffer';
import { lineOf, parseAmount, parseDate } from './statement-values.rules';
import { MAX_ENTRIES, type StatementEntry, StatementFault } from './statement.types';

const SIGNATURE = '1CClientBankExchange';
const DOCUMENT_BEGIN = 'СекцияДокумент';
const DOCUMENT_END = 'КонецДокумента';
const FILE_END = 'КонецФайла';
const RUSSIAN_ACCOUNT = /^\d{20}$/;
/** Currencies by digits 6 to 8 of a Russian account. */
const CURRENCIES: Readonly<Record<string, string>> = {
  '810': 'RUB',
  '643': 'RUB',
  '840': 'USD',
  '978': 'EUR',
  '156': 'CNY',
};
/** ISO 4217 for no currency: it fits no invoice. */
const NO_CURRENCY = 'XXX';
const DIGITS = 2;

/** Whether the bytes begin as a file of the 1C exchange format, in any of its encodings. */
export function isKlTo1c(bytes: Buffer): boolean {
  return bytes.subarray(0, 64).toString('latin1').replace(/^ï»¿/, '').trimStart().startsWith(SIGNATURE);
}

/**
 * Money that came to the account, of a file in the 1C exchange format 1.03 (http://v8.1c.ru/edi/edi_stnd/100/101.htm). A
 * value is everything after the first `=`. Keys and kinds of documents that we do not know are passed over.
 *
 * @throws StatementFault
 */
export function parseKlTo1c(bytes: Buffer, account: string): StatementEntry[] {
  const entries: StatementEntry[] = [];
  let document: Map<string, string> | undefined;
  let accounts = 0;
  let hasEnd = false;
  for (const line of textOf(bytes).split(/\r?\n/)) {
    const [key, value] = keyAndValue(line);
    if (key === DOCUMENT_BEGIN) {
      if (document !== undefined) throw new StatementFault('SYNTAX');
      document = new Map();
    } else if (key === DOCUMENT_END) {
      if (document === undefined) throw new StatementFault('SYNTAX');
      const entry = entryOf(document, account);
      if (entry !== null) entries.push(entry);
      if (entries.length > MAX_ENTRIES) throw new StatementFault('TOO_MANY');
      document = undefined;
    } else if (document !== undefined) {
      if (!document.has(key)) document.set(key, value);
    } else if (key === 'РасчСчет' && value === account) {
      accounts += 1;
    } else if (key === FILE_END) {
      hasEnd = true;
    }
  }
  if (document !== undefined || !hasEnd) throw new StatementFault('SYNTAX');
  if (accounts === 0) throw new StatementFault('ACCOUNT');
  return entries;
}

function entryOf(document: ReadonlyMap<string, string>, account: string): StatementEntry | null {
  const valueOf = (...keys: string[]): string =>
    keys.map((key) => document.get(key) ?? '').find((text) => text !== '') ?? '';
  const arrived = valueOf('ДатаПоступило');
  if (arrived === '' || valueOf('ПолучательСчет', 'ПолучательРасчСчет') !== account) return null;
  const [day = '', month = '', year = ''] = arrived.split('.');
  return {
    bankReference: null,
    number: lineOf(valueOf('Номер')),
    bookedOn: parseDate(year, month, day),
    amount: parseAmount(valueOf('Сумма'), DIGITS),
    currency: RUSSIAN_ACCOUNT.test(account) ? (CURRENCIES[account.slice(5, 8)] ?? NO_CURRENCY) : 'RUB',
    payerName: lineOf(valueOf('Плательщик1', 'Плательщик')),
    payerAccount: lineOf(valueOf('ПлательщикСчет', 'ПлательщикРасчСчет')),
    purpose: lineOf(valueOf('НазначениеПлатежа')),
    isReversal: false,
  };
}

function keyAndValue(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  return at === -1 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}

/** The header says its encoding in that encoding, so each is tried. */
function textOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return new TextDecoder('utf-8').decode(bytes);
  const windows = new TextDecoder('windows-1251').decode(bytes);
  if (/^Кодировка=Windows\s*$/im.test(windows)) return windows;
  const dos = new TextDecoder('ibm866').decode(bytes);
  if (/^Кодировка=DOS\s*$/im.test(dos)) return dos;
  throw new StatementFault('ENCODING');
}
