import type { Statements, Tx } from '../../../platform/database/database';
import type { Params } from '../signals/facts';

export interface RuleRow {
  readonly rule: string;
  readonly version: number;
  readonly isOn: boolean;
  readonly params: Params;
  readonly changedAt: Date;
}

/** Rules that the network has ever changed. */
export function listRules(tx: Statements, networkId: string) {
  return tx.query<RuleRow>`
    SELECT rule, version, is_on, params, changed_at FROM fraud_rules WHERE network_id = ${networkId}`;
}

/** Begins to judge a network that never changed a rule, with the acts of the last day. Another process may have begun already. */
export async function beginJudging(tx: Tx, networkId: string): Promise<void> {
  await tx.query`INSERT INTO fraud_positions (network_id, judged_to, due_at)
      VALUES (${networkId}, ledger_now() - interval '1 day', ledger_now())
      ON CONFLICT (network_id) DO NOTHING`;
}

interface Work {
  /** Acts of the ledger that cases have requested are pending. */
  readonly isUnderWay: boolean;
  /** Up to when acts are judged. Null: no rule is on, or judging has not begun. */
  readonly judgedTo: Date | null;
  readonly hasBegun: boolean;
  readonly now: Date;
}

/** Finds the job's work in the network with one statement. */
export function findWork(tx: Statements, networkId: string) {
  return tx.one<Work>`
    SELECT EXISTS (SELECT FROM review_holds WHERE network_id = ${networkId} AND state IN ('WAITING', 'TAKING', 'FREEING'))
       OR EXISTS (SELECT FROM sole_gifts WHERE network_id = ${networkId} AND waiting > 0 AND case_id IS NULL)
       OR EXISTS (SELECT FROM fraud_cases WHERE network_id = ${networkId} AND blocked_by IS NOT NULL) AS is_under_way,
     (SELECT judged_to FROM fraud_positions WHERE network_id = ${networkId} AND due_at <= ledger_now()) AS judged_to,
     EXISTS (SELECT FROM fraud_positions WHERE network_id = ${networkId}) AS has_begun,
     ledger_now() AS now`;
}

/** `from` has a `Date`'s milliseconds. False: another process has moved the position. */
export async function movePosition(tx: Tx, networkId: string, from: Date, to: Date, dueAt: Date): Promise<boolean> {
  const moved = await tx.query<{ networkId: string }>`
    UPDATE fraud_positions SET judged_to = ${to}, due_at = CASE WHEN due_at = 'infinity' THEN due_at ELSE ${dueAt} END
     WHERE network_id = ${networkId} AND date_trunc('milliseconds', judged_to) = ${from} RETURNING network_id`;
  return moved.length === 1;
}
