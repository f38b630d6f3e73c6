import type { Tx } from '../../platform/database/database';
import { GUEST_FIELDS, type GuestField } from './guest-fields.rules';
import { type FactsFrame, GuestQuery } from './guest-query.sql';
import { conditionsInEffect, type GuestRule } from './guest-rule.rules';

/** A field without a number of days has one value for a guest. */
type PlainField = {
  [Field in GuestField]: (typeof GUEST_FIELDS)[Field] extends { inDays: true } ? never : Field;
}[GuestField];

type ValueOf<Kind> = Kind extends { isMany: true }
  ? readonly string[]
  : Kind extends { type: 'COUNT' | 'TALLY' | 'MONEY' }
    ? number
    : Kind extends { type: 'FLAG' }
      ? boolean
      : Kind extends { mayBeMissing: true }
        ? string | null
        : string;

/** Everything that rules may ask of a guest on one local day of the network. */
export type GuestFacts = { readonly [Field in PlainField]: ValueOf<(typeof GUEST_FIELDS)[Field]> };

/** One guest's place in the segments that were asked. */
export interface EvaluatedGuest {
  readonly guestId: string;
  /** Another one's second card, or erased, and in no segment by a rule. */
  readonly isClosed: boolean;
  /** Ids of the segments that it is in now. */
  readonly segmentIds: readonly string[];
  /** Whether each of the rules holds, in their order. */
  readonly holds: readonly boolean[];
}

/** Evaluates rules for guests, by id; at most 500 a call. A transaction that holds their locks reads the newest state. */
export function evaluateRules(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  rules: readonly GuestRule[],
  frame: FactsFrame,
): Promise<EvaluatedGuest[]> {
  const query = new GuestQuery(networkId, frame, guestIds);
  const holds = rules.map((rule) => query.rule(rule));
  const { text, values } = query.statement(
    `s.guest_id AS "guestId", m.guest_id IS NULL AS "isClosed",
     ARRAY(SELECT k.segment_id FROM segment_members k WHERE k.network_id = $1 AND k.guest_id = s.guest_id) AS "segmentIds",
     ARRAY[${holds.join(', ')}]::boolean[] AS holds`,
    'ORDER BY s.guest_id',
  );
  return tx.query<EvaluatedGuest>(text, values);
}

/** How many guests of the network a rule takes in. */
export async function countByRule(tx: Tx, networkId: string, rule: GuestRule, frame: FactsFrame): Promise<number> {
  const query = new GuestQuery(networkId, frame, null);
  const { text, values } = query.statement('count(*) AS count', `AND ${query.rule(rule)}`);
  return (await tx.one<{ count: number }>(text, values)).count;
}

/** One guest's facts, and of each rule whether each condition of `conditionsInEffect` holds. */
export interface ExplainedGuest {
  readonly isClosed: boolean;
  readonly facts: GuestFacts;
  readonly held: readonly (readonly boolean[])[];
}

export async function explainGuest(
  tx: Tx,
  networkId: string,
  guestId: string,
  rules: readonly GuestRule[],
  frame: FactsFrame,
): Promise<ExplainedGuest | undefined> {
  const query = new GuestQuery(networkId, frame, [guestId]);
  const facts = PLAIN_FIELDS.map((field) => `${query.fact(field)} AS "${field}"`);
  const conditions = rules.map((rule) => conditionsInEffect(rule));
  const held = conditions.flat().map((condition) => query.condition(condition));
  const { text, values } = query.statement(
    `m.guest_id IS NULL AS "isClosed", ARRAY[${held.join(', ')}]::boolean[] AS held, ${facts.join(', ')}`,
  );
  const row = await tx.maybe<GuestFacts & { readonly isClosed: boolean; readonly held: boolean[] }>(text, values);
  if (row === undefined) return undefined;
  const { isClosed, held: all, ...known } = row;
  let at = 0;
  return { isClosed, facts: known, held: conditions.map((of) => all.slice(at, (at += of.length))) };
}

const PLAIN_FIELDS = Object.keys(GUEST_FIELDS).filter(
  (field) => !('inDays' in GUEST_FIELDS[field as GuestField]),
) as PlainField[];
