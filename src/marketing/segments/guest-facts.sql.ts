import type { Tx } from '../../platform/database/database';
import { GUEST_FIELDS, type GuestField } from './guest-fields.rules';
import { type FactsFrame, GuestQuery } from './guest-query.sql';
import type { GuestRule } from './guest-rule.rules';

/** A field without a number of days has one value for a guest. */
export type PlainField = {
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

/** How many guests of the network a rule takes in. */
export async function countByRule(tx: Tx, networkId: string, rule: GuestRule, frame: FactsFrame): Promise<number> {
  const query = new GuestQuery(networkId, frame, null);
  const { text, values } = query.statement('count(*) AS count', `AND ${query.rule(rule)}`);
  return (await tx.one<{ count: number }>(text, values)).count;
}
