import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeTrace, returnedToGuest } from '../../ledger/journal/stored-json';
import { TraceFormat, type TraceLanguage, type TraceReading } from '../../till/responses/trace-format';
import { renderTrace, TRACE_CATALOGS } from '../../till/responses/trace-text';

type Phrase = (figures: TraceFormat) => string;

/** The parts of the one sentence that a cashier reads; a missing one does not compile. */
interface SummaryWords {
  readonly paid: Phrase;
  readonly discount: Phrase;
  readonly redeemed: Phrase;
  readonly earned: Phrase;
  readonly earnedNothing: string;
  readonly handedBack: Phrase;
  readonly returned: Phrase;
  readonly takenBack: Phrase;
  readonly notTaken: Phrase;
}

const WORDS: Readonly<Record<TraceLanguage, SummaryWords>> = {
  en: {
    paid: (f) => `To pay ${f.moneyOf('payable')} of ${f.moneyOf('amount')}`,
    discount: (f) => `discount ${f.moneyOf('discount')}`,
    redeemed: (f) => `${f.pointsIn('redeemed')} redeemed for ${f.moneyOf('value')}`,
    earned: (f) => `${f.pointsIn('earned')} earned`,
    earnedNothing: 'no points earned',
    handedBack: (f) => `To hand back ${f.moneyOf('payable')}`,
    returned: (f) => `${f.pointsIn('redeemed')} returned`,
    takenBack: (f) => `${f.pointsIn('earned')} taken back`,
    notTaken: (f) => `${f.pointsIn('notTaken')} could not be taken back`,
  },
  ru: {
    paid: (f) => `К оплате ${f.moneyOf('payable')} из ${f.moneyOf('amount')}`,
    discount: (f) => `скидка ${f.moneyOf('discount')}`,
    redeemed: (f) => `списано ${f.pointsIn('redeemed')} на ${f.moneyOf('value')}`,
    earned: (f) => `начислено ${f.pointsIn('earned')}`,
    earnedNothing: 'баллы не начислены',
    handedBack: (f) => `К возврату ${f.moneyOf('payable')}`,
    returned: (f) => `возвращено ${f.pointsIn('redeemed')}`,
    takenBack: (f) => `снято ${f.pointsIn('earned')}`,
    notTaken: (f) => `не удалось снять ${f.pointsIn('notTaken')}`,
  },
};

/** The result of a transaction in one sentence for the cashier. */
export function summaryOf(row: JournalRow, reading: TraceReading): string {
  switch (row.type) {
    case 'SALE':
      return saleSummary(row, reading);
    case 'REFUND':
      return refundSummary(row, reading);
    default:
      // Anything else does one thing, which its first reason says.
      return decodeTrace(row)
        .slice(0, 1)
        .map((entry) => renderTrace(entry, reading))
        .join('');
  }
}

function saleSummary(row: JournalRow, reading: TraceReading): string {
  const words = WORDS[reading.language];
  const figures = figuresOf(row, reading);
  const said = [words.paid(figures)];
  if (row.discount > 0) said.push(words.discount(figures));
  if (row.pointsRedeemed > 0) said.push(words.redeemed(figures));
  said.push(row.pointsEarned > 0 ? words.earned(figures) : withReason(words.earnedNothing, row, reading));
  return said.join(', ');
}

/** The first condition that failed is why nothing was earned. */
function withReason(nothing: string, row: JournalRow, { language }: TraceReading): string {
  const failed = firstFailed(row);
  return failed === null ? nothing : `${nothing}: ${reasonOf(failed, language)}`;
}

function refundSummary(row: JournalRow, reading: TraceReading): string {
  const words = WORDS[reading.language];
  const figures = figuresOf(row, reading);
  const said = [words.handedBack(figures)];
  if (row.pointsRedeemed > 0) said.push(words.returned(figures));
  if (row.pointsEarned > 0) said.push(words.takenBack(figures));
  if (row.pointsNotTaken > 0) said.push(words.notTaken(figures));
  return said.join(', ');
}

/** The first condition that an earning rule failed by, as a code; null: none did. */
export function firstFailed(row: JournalRow): string | null {
  for (const { rule, arguments: given } of decodeTrace(row)) {
    if (rule.startsWith('earning.') && typeof given['failed'] === 'string') return given['failed'];
  }
  return null;
}

/** A condition that failed in the reader's words; one of a later version by its code. */
export function reasonOf(failed: string, language: TraceLanguage): string {
  const reasons: Readonly<Record<string, string>> = TRACE_CATALOGS[language].failed;
  return reasons[failed] ?? failed;
}

function figuresOf(row: JournalRow, reading: TraceReading): TraceFormat {
  const { amount, payable, discount, pointsRedeemed, pointsValue, pointsEarned, pointsNotTaken } = row;
  const redeemed = row.type === 'REFUND' ? returnedToGuest(row) : pointsRedeemed;
  const given = { amount, payable, discount, redeemed, value: pointsValue };
  const entry = {
    effect: 'EARN' as const,
    rule: '',
    amount: pointsEarned,
    arguments: { ...given, earned: pointsEarned, notTaken: pointsNotTaken },
  };
  return new TraceFormat(entry, reading);
}
