import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { GuestFacts, PlainField } from './guest-facts.sql';
import { type FailedGuestRule, firstFailedOf, conditionsInEffect, type GuestRule } from './guest-rule.rules';
import { SegmentEvaluation } from './segment-evaluation';
import type { SegmentRow } from './segment.sql';
import { GUEST_FIELDS, type GuestField } from './guest-fields.rules';
import { type FactsFrame, GuestQuery } from './guest-query.sql';

/** One guest's facts, and for each rule whether each of its conditions (`conditionsInEffect`) holds. */
interface ExplainedGuest {
  readonly isClosed: boolean;
  readonly facts: GuestFacts;
  readonly held: readonly (readonly boolean[])[];
}

const PLAIN_FIELDS = Object.keys(GUEST_FIELDS).filter(
  (field) => !('inDays' in GUEST_FIELDS[field as GuestField]),
) as PlainField[];

export interface SegmentOfGuest {
  readonly segment: SegmentRow;
  /** Null: the guest is not in it. */
  readonly since: Date | null;
  /** The condition that excludes the guest now; null when the rule holds or the segment is a list. */
  readonly failed: FailedGuestRule | null;
}

/** Which segments a guest is in, and what keeps it out of the others. */
@Injectable()
export class GuestSegments {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly evaluation: SegmentEvaluation,
  ) {}

  /** Throws `guest_not_found`. */
  async find(
    networkId: string,
    guestId: string,
  ): Promise<{ readonly facts: GuestFacts | null; readonly segments: readonly SegmentOfGuest[] }> {
    const snapshot = await this.snapshots.current(networkId);
    return this.database.inNetwork(networkId, async (tx) => {
      const { live, frame } = await this.evaluation.prepare(tx, snapshot);
      const rules = live.flatMap(({ rule }) => (rule === null ? [] : [rule]));
      const known = await explainGuest(tx, networkId, guestId, rules, frame);
      if (known === undefined) throw new ProblemError('guest_not_found');
      const since = new Map(
        (
          await tx.query<{ segmentId: string; since: Date }>`
            SELECT segment_id, since FROM segment_members WHERE network_id = ${networkId} AND guest_id = ${guestId}`
        ).map((row) => [row.segmentId, row.since]),
      );
      const { isClosed, facts, held } = known;
      const failed = new Map(rules.map((rule, at) => [rule, firstFailedOf(rule, held[at] ?? [])]));
      return {
        facts: isClosed ? null : facts,
        segments: live.map(({ row, rule }) => ({
          segment: row,
          since: since.get(row.id) ?? null,
          failed: rule === null || isClosed ? null : (failed.get(rule) ?? null),
        })),
      };
    });
  }
}

async function explainGuest(
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
