import { explain } from '../../../generated/words/explain';
import { formattersFor } from '../../../platform/language/formatters';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { decodeTrace, returnedToGuest } from '../../ledger/journal/stored-json';
import type { TraceReading } from '../../till/responses/entry-given';
import { failedText, renderTrace } from '../../till/responses/trace-text';

/** The result of a transaction in one sentence for the cashier. */
export function summaryOf(row: JournalRow, reading: TraceReading): string {
  switch (row.type) {
    case 'SALE':
      return saleSummary(row, reading);
    case 'REFUND':
      return refundSummary(row, reading);
    default:
      // Any other transaction has one effect, which its first reason tells.
      return decodeTrace(row)
        .slice(0, 1)
        .map((entry) => renderTrace(entry, reading))
        .join('');
  }
}

function saleSummary(row: JournalRow, { language, currency, currencyDigits }: TraceReading): string {
  const [words, f] = [explain[language], formattersFor(currency, currencyDigits)];
  const said = [words.paid(f, row)];
  if (row.discount > 0) said.push(words.discount(f, row));
  if (row.pointsRedeemed > 0) said.push(words.redeemed(f, { points: row.pointsRedeemed, value: row.pointsValue }));
  const failed = firstFailed(row);
  if (row.pointsEarned > 0) said.push(words.earned(f, { points: row.pointsEarned }));
  else if (failed === null) said.push(words.earnedNothing(f, {}));
  else said.push(words.earnedNothingBecause(f, { reason: failedText(failed, language) }));
  return said.join(', ');
}

function refundSummary(row: JournalRow, { language, currency, currencyDigits }: TraceReading): string {
  const [words, f] = [explain[language], formattersFor(currency, currencyDigits)];
  const said = [words.handedBack(f, row)];
  if (row.pointsRedeemed > 0) said.push(words.returned(f, { points: returnedToGuest(row) }));
  if (row.pointsEarned > 0) said.push(words.takenBack(f, { points: row.pointsEarned }));
  if (row.pointsNotTaken > 0) said.push(words.notTaken(f, { points: row.pointsNotTaken }));
  return said.join(', ');
}

/** The code of the first condition that kept a rule from earning. Null: every rule earned. */
export function firstFailed(row: JournalRow): string | null {
  for (const { rule, arguments: given } of decodeTrace(row)) {
    if (rule.startsWith('earning.') && typeof given['failed'] === 'string') return given['failed'];
  }
  return null;
}
