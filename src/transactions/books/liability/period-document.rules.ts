import type { Accounting } from '../../../configuration';
import type { JournalPosition } from '../seals/seal-head.rules';
import type { MonthJournal, Policy } from './journal.rules';

/** The document of a closed month. Its bytes are stored, and nothing in it depends on who reads it when. */
export interface PeriodFrame {
  readonly month: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  /** The first instant after the month. */
  readonly until: Date;
  readonly cut: JournalPosition;
  readonly policy: Policy;
}

/** The only text form of a month's journal: members in this order, amounts as integers in minor units. */
export function periodDocument(frame: PeriodFrame, journal: MonthJournal): string {
  const { month, currency, currencyDigits, timeZone, until, cut, policy } = frame;
  return JSON.stringify({
    month,
    currency,
    currencyDigits,
    timeZone,
    until: until.toISOString(),
    cut,
    policy: {
      pointValue: policy.pointValue,
      programVersion: policy.programVersion,
      ...policy.accounting,
    },
    opening: journal.opening,
    movements: journal.movements,
    closing: journal.closing,
    entries: journal.entries,
    totals: journal.totals,
  });
}

/** The policy with which a closed month was made. */
export function policyOfDocument(document: string): Policy {
  const { policy } = JSON.parse(document) as { policy: Omit<Policy, 'accounting'> & Accounting };
  const { pointValue, programVersion, expectedRedemptionPpm, accounts } = policy;
  return { pointValue, programVersion, accounting: { expectedRedemptionPpm, accounts } };
}

/** The time zone in which a closed month was made. */
export function timeZoneOf(document: string): string {
  return (JSON.parse(document) as { timeZone: string }).timeZone;
}

/** The members of a document that its table needs. */
interface TableSource {
  readonly month: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly entries: MonthJournal['entries'];
}

/**
 * The journal as a table (RFC 4180): a line for each entry, amounts as decimals of the currency, empty cells for no
 * value. If there are entries imported for closed months, a last column names the month.
 */
export function periodCsv(document: string): string {
  const { month, currency, currencyDigits, entries } = JSON.parse(document) as TableSource;
  const hasLate = entries.some(({ closedMonth }) => closedMonth !== undefined);
  const rows = entries.flatMap((entry) =>
    entry.lines.map(({ code, name, debit, credit }) => [
      month,
      String(entry.number),
      entry.kind,
      code,
      name,
      debit === 0 ? '' : decimalOf(debit, currencyDigits),
      credit === 0 ? '' : decimalOf(credit, currencyDigits),
      currency,
      String(entry.points),
      ...(hasLate ? [entry.closedMonth ?? ''] : []),
    ]),
  );
  const header = [
    'month',
    'entry',
    'kind',
    'account',
    'name',
    'debit',
    'credit',
    'currency',
    'points',
    ...(hasLate ? ['closed_month'] : []),
  ];
  return [header, ...rows].map((row) => row.map(quoted).join(',') + '\r\n').join('');
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Minor units as a decimal number with the digits of the currency. */
function decimalOf(amount: number, digits: number): string {
  if (digits === 0) return String(amount);
  const text = String(amount).padStart(digits + 1, '0');
  return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
