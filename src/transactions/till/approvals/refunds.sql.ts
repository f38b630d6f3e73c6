import type { Statements } from '../../../platform/database/database';
import type { LockedAct, RefundDay } from '../../ledger/write/locked-act.sql';

/** Minor units that were refunded without an approval: of a sale, and by a person in a day. */
export function sumRefunded(
  tx: Statements,
  networkId: string,
  saleId: string,
  { actorId, firstId }: RefundDay,
): Promise<LockedAct['refunded']> {
  return tx.one('SELECT r.of_sale AS "ofSale", r.of_day AS "ofDay" FROM refunded_alone($1, $2, $3, $4) r', [
    networkId,
    saleId,
    actorId,
    firstId,
  ]);
}
