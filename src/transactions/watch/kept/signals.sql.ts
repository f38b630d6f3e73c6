import type { Statements, Tx } from '../../../platform/database/database';
import type { FoundCase } from '../signals/cases.rules';
import type { Signal, SignalSubject } from '../signals/facts';
import type { DayCounts } from '../signals/judgement.rules';

/** The counts of the latest business dates. */
export function listDays(tx: Statements, networkId: string, days: number) {
  return tx.query<DayCounts>`
    SELECT business_date - DATE '1970-01-01' AS day, counts FROM fraud_days WHERE network_id = ${networkId}
     ORDER BY business_date DESC LIMIT ${days}`;
}

/** Stores each circumstance once. A later judgement of the same circumstance replaces it, unless its case is decided. */
export async function putSignals(
  tx: Tx,
  networkId: string,
  signals: readonly (Signal & { readonly id: string })[],
): Promise<void> {
  if (signals.length === 0) return;
  const rows = signals.map(({ id, rule, version, subject, at, day, restaurantId, acts, doubtfulActs, ...rest }) => ({
    id,
    rule,
    version,
    kind: subject.kind,
    subject: subject.id,
    at,
    day,
    restaurant: restaurantId,
    first: acts[0],
    acts,
    doubtful: doubtfulActs,
    inputs: rest.inputs,
    events: rest.events,
    surprise: rest.surprise,
  }));
  await tx.query`
    INSERT INTO fraud_signals AS f (network_id, id, rule, version, subject_kind, subject_id, first_act, occurred_at,
     business_date,
       restaurant_id, acts, doubtful_acts, inputs, events, surprise)
     SELECT ${networkId}, r.id, r.rule, r.version, r.kind, r.subject, r.first, to_timestamp(r.at / 1000), DATE '1970-01-01' + r.day, r.restaurant,
       r.acts, r.doubtful, r.inputs, r.events, r.surprise
     FROM json_to_recordset(${JSON.stringify(rows)}::json) r(id uuid, rule text, version integer, kind text, subject uuid, first uuid,
     at double precision,
       day integer, restaurant uuid, acts uuid[], doubtful uuid[], inputs json, events integer, surprise double precision)
     ON CONFLICT (network_id, rule, version, subject_kind, subject_id, first_act) DO UPDATE SET occurred_at = excluded.occurred_at,
       business_date = excluded.business_date, restaurant_id = excluded.restaurant_id, acts = excluded.acts,
       doubtful_acts = excluded.doubtful_acts, inputs = excluded.inputs, events = excluded.events, surprise = excluded.surprise
     WHERE NOT EXISTS (SELECT FROM fraud_cases c WHERE c.network_id = f.network_id AND c.id = f.case_id AND c.decided_at IS NOT NULL)`;
}

export interface OpenCase {
  readonly id: string;
  readonly kind: SignalSubject['kind'];
  readonly subjectId: string;
}

export function listOpen(tx: Statements, networkId: string) {
  return tx.query<OpenCase>`SELECT id, subject_kind AS kind, subject_id FROM fraud_cases
      WHERE network_id = ${networkId} AND decided_at IS NULL ORDER BY id LIMIT 10000`;
}

export async function countOpened(tx: Statements, networkId: string, from: Date): Promise<number> {
  const { count } = await tx.one<{ count: number }>`
    SELECT count(*)::integer AS count FROM fraud_cases WHERE network_id = ${networkId} AND opened_at >= ${from}`;
  return count;
}

/** False: another process has opened a case about this subject. */
export async function openCase(
  tx: Tx,
  networkId: string,
  id: string,
  { subject, restaurantId }: Pick<FoundCase, 'subject' | 'restaurantId'>,
): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    INSERT INTO fraud_cases (network_id, id, subject_kind, subject_id, restaurant_id, opened_at)
     VALUES (${networkId}, ${id}, ${subject.kind}, ${subject.id}, ${restaurantId}, ledger_now()) ON CONFLICT DO NOTHING RETURNING id`;
  return rows.length === 1;
}

export async function addSignals(tx: Tx, networkId: string, caseId: string, ids: readonly string[]): Promise<void> {
  await tx.query`
    UPDATE fraud_signals SET case_id = ${caseId} WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])
     AND case_id IS NULL`;
}
