import { type AnswerReader, transactionAnswerOf } from '../../till/responses/transaction-answer';
import { restaurantOf, type ToldRow } from './actors';
import type { Done } from './history.dto';
import { itemsOf } from './receipt-lines';

/** A transaction with its lines and what did it. The answer itself gets these members: a copy of so many would take six times as long as making it. */
export function pastAnswerOf(row: ToldRow, reader: AnswerReader, doneBy: (row: ToldRow) => Done) {
  const items = itemsOf(row);
  const restaurantName = restaurantOf(row, reader.language);
  return Object.assign(transactionAnswerOf(row, reader), doneBy(row), { restaurantName, items });
}
