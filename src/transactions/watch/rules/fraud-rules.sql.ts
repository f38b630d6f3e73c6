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
export function listRules(tx: Statements, networkId: string): Promise<RuleRow[]> {
  return tx.query<RuleRow>(
    `SELECT rule, version, is_on AS "isOn", params, changed_at AS "changedAt" FROM fraud_rules WHERE network_id = $1`,
    [networkId],
  );
}

export async function putRule(
  tx: Tx,
  networkId: string,
  { rule, isOn, params }: Pick<RuleRow, 'rule' | 'isOn' | 'params'>,
): Promise<RuleRow> {
  return tx.one<RuleRow>(
    `INSERT INTO fraud_rules AS f (network_id, rule, version, is_on, params, changed_at)
     VALUES ($1, $2, 1, $3, $4, ledger_now())
     ON CONFLICT (network_id, rule) DO UPDATE SET version = f.version + 1, is_on = excluded.is_on, params = excluded.params,
       changed_at = excluded.changed_at
     RETURNING rule, version, is_on AS "isOn", params, changed_at AS "changedAt"`,
    [networkId, rule, isOn, JSON.stringify(params)],
  );
}

/** Starts judging when the first rule is switched on, and ends it when the last one is switched off. */
export async function moveDue(tx: Tx, networkId: string, isOn: boolean): Promise<void> {
  await tx.query(
    `INSERT INTO fraud_positions AS p (network_id, judged_to, due_at)
     VALUES ($1, ledger_now(), CASE WHEN $2 THEN ledger_now() ELSE 'infinity' END)
     ON CONFLICT (network_id) DO UPDATE SET due_at = excluded.due_at,
       judged_to = CASE WHEN p.due_at = 'infinity' THEN excluded.judged_to ELSE p.judged_to END`,
    [networkId, isOn],
  );
}

/** Begins to judge a network that never changed a rule, with the acts of the last day. Another process may have begun already. */
export async function beginJudging(tx: Tx, networkId: string): Promise<void> {
  await tx.query(
    `INSERT INTO fraud_positions (network_id, judged_to, due_at) VALUES ($1, ledger_now() - interval '1 day', ledger_now())
     ON CONFLICT (network_id) DO NOTHING`,
    [networkId],
  );
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
export function findWork(tx: Statements, networkId: string): Promise<Work> {
  return tx.one<Work>(
    `SELECT EXISTS (SELECT FROM review_holds WHERE network_id = $1 AND state IN ('WAITING', 'TAKING', 'FREEING'))
         OR EXISTS (SELECT FROM sole_gifts WHERE network_id = $1 AND waiting > 0 AND case_id IS NULL)
         OR EXISTS (SELECT FROM fraud_cases WHERE network_id = $1 AND blocked_by IS NOT NULL) AS "isUnderWay",
       (SELECT judged_to FROM fraud_positions WHERE network_id = $1 AND due_at <= ledger_now()) AS "judgedTo",
       EXISTS (SELECT FROM fraud_positions WHERE network_id = $1) AS "hasBegun",
       ledger_now() AS now`,
    [networkId],
  );
}

/** `from` has a `Date`'s milliseconds. False: another process has moved the position. */
export async function movePosition(tx: Tx, networkId: string, from: Date, to: Date, dueAt: Date): Promise<boolean> {
  const moved = await tx.query(
    `UPDATE fraud_positions SET judged_to = $3, due_at = CASE WHEN due_at = 'infinity' THEN due_at ELSE $4 END
     WHERE network_id = $1 AND date_trunc('milliseconds', judged_to) = $2 RETURNING network_id`,
    [networkId, from, to, dueAt],
  );
  return moved.length === 1;
}
