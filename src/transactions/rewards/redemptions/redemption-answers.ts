import type { Statements } from '../../../platform/database/database';
import { listActorsOf, mayUse, networkOf, type Pii, type Principal } from '../../../security';
import type { RedemptionRow } from '../../till/spending/rewards/reward-plan';
import { type RedemptionAnswer, redemptionAnswer } from './redemption.dto';

/** The audit's name of handing a reward over, by which its author is found. */
export const HANDED_OVER = 'redemption.fulfilled';

/**
 * How these redemptions are shown to the reader: a guest is not told which colleague handed a reward over, and addresses
 * are shown to their guest and to those who send rewards.
 */
export async function redemptionAnswers(
  tx: Statements,
  pii: Pii,
  reader: Principal,
  rows: readonly RedemptionRow[],
): Promise<(row: RedemptionRow) => RedemptionAnswer> {
  const ids = rows.filter(({ status, saleId }) => status === 'FULFILLED' && saleId === null).map(({ id }) => id);
  const isTold = reader.kind !== 'guest' && ids.length > 0;
  const actors = isTold ? await listActorsOf(tx, networkOf(reader), HANDED_OVER, ids) : [];
  const actorOf = new Map(actors.map((actor) => [actor.subjectId, actor]));
  const seesAddresses = reader.kind === 'guest' || mayUse(reader, 'deliveries.manage');
  const addressOf = ({ addressEncrypted: sealed }: RedemptionRow) =>
    sealed === null || !seesAddresses ? null : pii.decrypt(networkOf(reader), 'postal_address', sealed);
  return (row) => redemptionAnswer(row, addressOf(row), actorOf.get(row.id));
}
