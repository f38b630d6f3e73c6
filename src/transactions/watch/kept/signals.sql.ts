import type { Statements, Tx } from '../../../platform/database/database';
import type { FoundCase, EarlierDecision } from '../signals/cases.rules';
import type { PeerCount, Signal, SignalSubject } from '../signals/facts';
import type { DayCounts } from '../signals/judgement.rules';

/** The counts of the latest business dates. */
export function listDays(tx: Statements, networkId: string, days: number) {
  return tx.query<DayCounts>`
    SELECT business_date - DATE '1970-01-01' AS day, counts FROM fraud_days WHERE network_id = ${networkId}
     ORDER BY business_date DESC LIMIT ${days}`;
}

/** @param day business date in days since 1970 */
export async function putDay(tx: Tx, networkId: string, day: number, counts: readonly PeerCount[]): Promise<void> {
  await tx.query`INSERT INTO fraud_days (network_id, business_date, counts)
      VALUES (${networkId}, DATE '1970-01-01' + ${day}::integer, ${JSON.stringify(counts)})
      ON CONFLICT (network_id, business_date) DO UPDATE SET counts = excluded.counts`;
}

export interface StoredSignal extends Signal {
  readonly id: string;
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

/** The most signals considered at once; the latest are taken. */
const MOST_SIGNALS = 20_000;

export async function listSignals(
  tx: Statements,
  networkId: string,
  rules: readonly string[],
  from: Date,
): Promise<StoredSignal[]> {
  const rows = await tx.query<
    Omit<StoredSignal, 'subject' | 'at'> & { kind: SignalSubject['kind']; subjectId: string; at: Date }
  >`
    SELECT id, rule, version, subject_kind AS kind, subject_id, occurred_at AS at,
       business_date - DATE '1970-01-01' AS day, restaurant_id, acts::text[] AS acts,
       doubtful_acts::text[] AS doubtful_acts, inputs, events, surprise
     FROM fraud_signals WHERE network_id = ${networkId} AND occurred_at >= ${from} AND rule = ANY (${rules})
     ORDER BY occurred_at DESC LIMIT ${MOST_SIGNALS}`;
  return rows.map(({ kind, subjectId, at, ...row }) => ({
    ...row,
    subject: { kind, id: subjectId },
    at: at.getTime(),
  }));
}

/** Deletes signals without a case that no longer count, and counts of days that nothing compares with any more. */
export async function forgetOld(tx: Tx, networkId: string, before: Date): Promise<void> {
  await tx.query`DELETE FROM fraud_signals WHERE network_id = ${networkId} AND id IN (SELECT id FROM fraud_signals
      WHERE network_id = ${networkId} AND occurred_at < ${before} AND case_id IS NULL ORDER BY occurred_at LIMIT 1000)`;
  await tx.query`DELETE FROM fraud_days WHERE network_id = ${networkId} AND business_date < ${before}::date`;
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

export async function listDecided(tx: Statements, networkId: string, from: Date): Promise<EarlierDecision[]> {
  const rows = await tx.query<{
    kind: SignalSubject['kind'];
    id: string;
    rule: string;
    decision: EarlierDecision['decision'];
    at: Date;
  }>`
    SELECT DISTINCT c.subject_kind AS kind, c.subject_id AS id, s.rule, c.state AS "decision!", c.decided_at AS at
     FROM fraud_cases c JOIN fraud_signals s ON s.network_id = ${networkId} AND s.case_id = c.id
     WHERE c.network_id = ${networkId} AND c.decided_at >= ${from} LIMIT 20000`;
  return rows.map(({ kind, id, rule, decision, at }) => ({ subject: { kind, id }, rule, decision, at: at.getTime() }));
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
