import type { Statements } from '../../../platform/database/database';
import { listActorsOf, networkOf, type Principal } from '../../../security';
import type { RedemptionRow } from '../../till/spending/rewards/reward-plan';
import { type RedemptionAnswer, redemptionAnswer } from './redemption.dto';

/** The audit's name of handing a reward over, by which its author is found. */
export const HANDED_OVER = 'redemption.fulfilled';

/** How these redemptions are shown to the reader: a guest is not told which colleague handed a reward over. */
export async function redemptionAnswers(
  tx: Statements,
  reader: Principal,
  rows: readonly RedemptionRow[],
): Promise<(row: RedemptionRow) => RedemptionAnswer> {
  const ids = rows.filter(({ status, saleId }) => status === 'FULFILLED' && saleId === null).map(({ id }) => id);
  const isTold = reader.kind !== 'guest' && ids.length > 0;
  const actors = isTold ? await listActorsOf(tx, networkOf(reader), HANDED_OVER, ids) : [];
  const actorOf = new Map(actors.map((actor) => [actor.subjectId, actor]));
  return (row) => redemptionAnswer(row, actorOf.get(row.id));
}
