import type { FileHead } from '../guests/import-guests';
import { guessDates } from '../guests/guess-mapping.rules';
import { type BalanceMapping, balanceMappingSchema } from '../mapping/balance-mapping';
import { type ReceiptMapping, receiptMappingSchema } from '../mapping/receipt-mapping';
import { keyOf } from '../mapping/unread-columns.rules';
import type { ShadowFileMapping } from './shadow-file.dto';
import { FIELDS_OF, type ShadowField, type ShadowFileKind } from './shadow-fields';

/** Names under which the network keeps the mapping of its last file of each kind. */
export const SAVED_AS = { SHADOW_RECEIPTS: 'shadow-receipts', SHADOW_BALANCES: 'shadow-balances' } as const;

/** Column names of till systems and spreadsheets, in the form of `keyOf`. */
const NAMES: Readonly<Record<ShadowField, readonly string[]>> = {
  number: ['number', 'receipt', 'receiptnumber', 'check', 'checknumber', 'invoiceno', 'чек', 'номер', 'номерчека'],
  occurredAt: ['occurredat', 'soldat', 'time', 'datetime', 'paidat', 'closedat', 'date', 'время', 'датаивремя', 'дата'],
  total: ['total', 'amount', 'sum', 'sumtotal', 'сумма', 'итого', 'суммачека'],
  guest: ['guest', 'guestid', 'client', 'clientid', 'customer', 'customerid', 'id', 'гость', 'клиент', 'кодклиента'],
  card: ['card', 'cardnumber', 'cardno', 'loyaltycard', 'карта', 'номеркарты'],
  phone: ['phone', 'phonenumber', 'mobile', 'телефон', 'номертелефона'],
  pointOfSale: ['pointofsale', 'till', 'terminal', 'pos', 'касса', 'терминал'],
  oldEarned: ['oldearned', 'earned', 'pointsearned', 'accrued', 'начислено', 'начисленобаллов'],
  oldSpent: [
    'oldspent',
    'spent',
    'pointsspent',
    'redeemed',
    'paidbypoints',
    'списано',
    'списанобаллов',
    'оплаченобаллами',
  ],
  oldBalance: ['oldbalance', 'balance', 'balanceafter', 'баланс', 'остаток'],
  quantity: ['quantity', 'qty', 'count', 'количество', 'колво'],
  sku: ['sku', 'article', 'code', 'dishcode', 'артикул', 'кодблюда'],
  name: ['name', 'item', 'dish', 'description', 'блюдо', 'товар', 'наименование'],
  category: ['category', 'group', 'категория', 'группа'],
  unitPrice: ['unitprice', 'price', 'цена'],
  paymentMethod: ['paymentmethod', 'payment', 'paymenttype', 'оплата', 'типоплаты'],
  date: ['date', 'day', 'asof', 'дата', 'день', 'надату'],
  balance: [
    'balance',
    'points',
    'bonus',
    'bonuses',
    'pointsbalance',
    'bonusbalance',
    'баланс',
    'остаток',
    'баллы',
    'бонусы',
    'остатокбаллов',
  ],
};

const NUMBER_OF_COMMA = /,\d{1,2}$/;

/** How a file seems to be written, by the names of its columns and its first rows. */
export function guessShadowMapping(kind: ShadowFileKind, { csv, header, samples }: FileHead): ShadowFileMapping {
  const columns: Partial<Record<ShadowField, string>> = {};
  for (const field of FIELDS_OF[kind]) {
    const name = header.find((column) => NAMES[field].includes(keyOf(column)));
    if (name !== undefined && !Object.values(columns).includes(name)) columns[field] = name;
  }
  const valuesOf = (field: ShadowField) => {
    const at = header.indexOf(columns[field] ?? '');
    return at === -1 ? [] : samples.map((cells) => (cells[at] ?? '').trim());
  };
  const numbers = valuesOf('number');
  const hasLines = columns.sku !== undefined || columns.name !== undefined;
  const isGrouped = hasLines || numbers.some((number, at) => at > 0 && number === numbers[at - 1]);
  const isDotted = valuesOf('occurredAt').some((text) => /^\d{1,2}\.\d{1,2}\.\d{4}/.test(text));
  return {
    csv,
    lines: isGrouped ? 'GROUPED' : 'ROW',
    creditNotePrefix: null,
    money: { unit: 'MAJOR', decimalMark: valuesOf('total').some((text) => NUMBER_OF_COMMA.test(text)) ? ',' : '.' },
    timeFormat: isDotted ? 'DOTTED' : 'ISO',
    dateFormat: guessDates(valuesOf('date')),
    day: null,
    roundPointsDown: false,
    columns,
  };
}

/** The field that the mapping lacks, or that its kind of file does not have; null: it can be used. */
export function faultOfMapping(kind: ShadowFileKind, { columns, dateFormat, day }: ShadowFileMapping): string | null {
  const fields: readonly string[] = FIELDS_OF[kind];
  const foreign = Object.keys(columns).find((field) => !fields.includes(field));
  if (foreign !== undefined) return `mapping.columns.${foreign}`;
  if (kind === 'SHADOW_RECEIPTS') {
    const missing = (['number', 'occurredAt', 'total'] as const).find((field) => columns[field] === undefined);
    return missing === undefined ? null : `mapping.columns.${missing}`;
  }
  if (columns.balance === undefined) return 'mapping.columns.balance';
  if (columns.guest === undefined && columns.card === undefined && columns.phone === undefined)
    return 'mapping.columns';
  if ((columns.date === undefined) === (day === null)) return 'mapping.day';
  return columns.date !== undefined && dateFormat === null ? 'mapping.dateFormat' : null;
}

export function receiptMappingOf({
  csv,
  lines,
  creditNotePrefix,
  money,
  timeFormat,
  columns,
}: ShadowFileMapping): ReceiptMapping {
  const corrections = creditNotePrefix === null ? {} : { creditNotePrefix };
  const name = SAVED_AS.SHADOW_RECEIPTS;
  return receiptMappingSchema.parse({ version: 1, name, csv, lines, corrections, money, timeFormat, columns });
}

export function balanceMappingOf({ csv, dateFormat, roundPointsDown, columns }: ShadowFileMapping): BalanceMapping {
  const form = { csv, dateFormat: dateFormat ?? undefined, roundPointsDown, columns };
  return balanceMappingSchema.parse({ version: 1, kind: 'BALANCES', name: SAVED_AS.SHADOW_BALANCES, ...form });
}

/** The mapping of the file before, for a file that has all its columns; null: it is another form of file. */
export function againOf(kind: ShadowFileKind, saved: unknown, { csv, header }: FileHead): ShadowFileMapping | null {
  const parsed =
    kind === 'SHADOW_RECEIPTS'
      ? receiptMappingSchema.safeParse(saved).data
      : balanceMappingSchema.safeParse(saved).data;
  const names: readonly string[] = Object.values(parsed?.columns ?? {});
  if (parsed === undefined || !names.every((name) => header.includes(name))) return null;
  const form = {
    csv,
    lines: 'ROW',
    creditNotePrefix: null,
    money: { unit: 'MAJOR', decimalMark: '.' },
    timeFormat: 'ISO',
    dateFormat: 'ISO',
    day: null,
    roundPointsDown: false,
  } as const;
  if ('kind' in parsed) {
    const { dateFormat, roundPointsDown, columns } = parsed;
    return { ...form, dateFormat, roundPointsDown, columns };
  }
  const { lines, corrections, money, timeFormat, columns } = parsed;
  return { ...form, lines, creditNotePrefix: corrections.creditNotePrefix ?? null, money, timeFormat, columns };
}
