import { transactionAnswerOf } from '../../till/responses/transaction-answer';
import type { AnswerReader } from '../../till/responses/shown-names';
import type { JournalRow } from '../../ledger/journal/journal-row';
import { itemsOf } from './receipt-lines';

/** Members of a transaction's answer that may change after it was recorded; beside them only the reason of a refund does. */
interface ChangingMembers<Actor, Name> {
  readonly actor: Actor;
  readonly restaurantName: Name;
}

/**
 * Adds the lines and the cause of a transaction to its answer. The answer itself is changed: copying so many members takes six times as long as making
 * them.
 */
export function pastAnswerOf<Actor, Name>(
  row: JournalRow,
  reader: AnswerReader,
  { actor, restaurantName }: ChangingMembers<Actor, Name>,
) {
  return Object.assign(transactionAnswerOf(row, reader), { actor, restaurantName, items: itemsOf(row) });
}
