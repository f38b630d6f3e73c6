import { Injectable } from '@nestjs/common';
import { type ConfigurationSnapshot, segmentsNamed } from '../../configuration';
import { calendarOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { type FactsFrame, GuestQuery, type RfmLimits } from './guest-query.sql';
import type { GuestRule } from './guest-rule.rules';
import { findBoundaries } from './rfm.sql';
import { type MembershipChange, type StateWrite, writeMemberships } from './segment-members.sql';
import { listEverySegment, type SegmentRow } from './segment.sql';

/** One guest's present segments, and the rules that the guest meets. */
interface EvaluatedGuest {
  readonly guestId: string;
  /** Whether the guest was merged into another guest or erased, and so is in no segment by a rule. */
  readonly isClosed: boolean;
  /** Ids of the segments in which the guest is now. */
  readonly segmentIds: readonly string[];
  /** Whether the guest meets each rule, in the order of the rules. */
  readonly holds: readonly boolean[];
}

/** An act may come so late and be decided by the programme of its own time. */
const LATE_MS = 72 * 3_600_000;

/** A segment that guests can be in. */
interface LiveSegment {
  readonly row: SegmentRow;
  /** Null: a list. */
  readonly rule: GuestRule | null;
}

/** Evaluates the rules of segments for guests on one day. */
export interface Evaluation {
  readonly live: readonly LiveSegment[];
  readonly byId: ReadonlyMap<string, SegmentRow>;
  readonly frame: FactsFrame;
}

/** Finds out which segments guests are in, and writes down what has changed. */
@Injectable()
export class SegmentEvaluation {
  constructor(private readonly clock: Clock) {}

  /** Everything that is asked of every guest, read once a piece of work. */
  async prepare(tx: Tx, snapshot: ConfigurationSnapshot): Promise<Evaluation> {
    const networkId = snapshot.profile.id;
    const segments = await listEverySegment(tx, networkId);
    const hasArchived = segments.some(({ archivedAt }) => archivedAt !== null);
    const inUse = hasArchived
      ? new Set([
          ...this.codesInForce(snapshot),
          ...(
            await tx.query<{ code: string }>`
              SELECT DISTINCT unnest(segments) AS "code!" FROM coupon_batches
               WHERE network_id = ${networkId} AND status <> 'STOPPED' AND (valid_until IS NULL OR valid_until > ledger_now())`
          ).map(({ code }) => code),
        ])
      : NONE_IN_USE;
    const live = segments
      .filter(({ archivedAt, code }) => archivedAt === null || inUse.has(code))
      .map((row) => ({ row, rule: row.rule }));
    return {
      live,
      byId: new Map(segments.map((row) => [row.id, row])),
      frame: await this.frameOf(tx, snapshot),
    };
  }

  async frameOf(tx: Tx, snapshot: ConfigurationSnapshot): Promise<FactsFrame> {
    const { timeZone, settings, id } = snapshot.profile;
    const now = this.clock.now();
    return {
      today: calendarOf(timeZone, settings.dayStart).localDay(now.getTime()),
      timeZone,
      lowestTier: snapshot.programInForce(now)?.program.document.tiers[0]?.code ?? '',
      rfm: (await findLimits(tx, id)) ?? NO_LIMITS,
    };
  }

  /**
   * Evaluates rules for guests in one statement; answers whether a rule holds for a guest. The answer finds a rule by its object, as
   * it stands in `rules`.
   */
  async holding(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    guestIds: readonly string[],
    rules: readonly unknown[],
  ): Promise<(guestId: string, rule: unknown) => boolean> {
    const [guests, asked] = [[...new Set(guestIds)], [...new Set(rules)]];
    if (guests.length === 0 || asked.length === 0) return () => false;
    const frame = await this.frameOf(tx, snapshot);
    const rows = await evaluateRules(tx, snapshot.profile.id, guests, asked as GuestRule[], frame);
    const held = new Map(rows.map(({ guestId, holds }) => [guestId, holds]));
    return (guestId, rule) => held.get(guestId)?.[asked.indexOf(rule)] === true;
  }

  /** Evaluates guests whose locks the transaction holds, at most 200. A guest whose segments stay as they are is not written. */
  async evaluateLocked(tx: Tx, networkId: string, guestIds: readonly string[], evaluation: Evaluation): Promise<void> {
    const { live, byId, frame } = evaluation;
    const states: StateWrite[] = [];
    const changes: MembershipChange[] = [];
    const byRule = live.flatMap(({ row, rule }) => (rule === null ? [] : [{ id: row.id, rule }]));
    const lists = new Set(live.flatMap(({ row, rule }) => (rule === null ? [row.id] : [])));
    const rules = byRule.map(({ rule }) => rule);
    for (const { guestId, segmentIds, isClosed, holds } of await evaluateRules(tx, networkId, guestIds, rules, frame)) {
      const before = new Set(segmentIds);
      const held = isClosed ? [] : byRule.filter((_, at) => holds[at] === true).map(({ id }) => id);
      const after = new Set([...held, ...segmentIds.filter((id) => lists.has(id))]);
      const changed = [
        ...[...before].filter((id) => !after.has(id)).map((segmentId) => ({ segmentId, guestId, isIn: false })),
        ...[...after].filter((id) => !before.has(id)).map((segmentId) => ({ segmentId, guestId, isIn: true })),
      ];
      if (changed.length === 0) continue;
      changes.push(...changed);
      states.push({ guestId, codes: [...after].map((id) => byId.get(id)?.code ?? '').sort() });
    }
    await writeMemberships(tx, networkId, states, changes);
  }

  /** Segments that something names which may still decide an act: an archived one goes on for it. */
  private *codesInForce(snapshot: ConfigurationSnapshot): Generator<string> {
    const earliest = this.clock.now().getTime() - LATE_MS;
    const oldest = snapshot.programInForce(new Date(earliest));
    for (const published of snapshot.published)
      if (published === oldest || published.effectiveFrom.getTime() > earliest)
        yield* segmentsNamed(published.program.document);
    for (const { archived, document } of snapshot.rewards.values()) if (!archived) yield* document.segments ?? [];
  }
}

const NONE_IN_USE: ReadonlySet<string> = new Set();
const NO_LIMITS = { recency: [], frequency: [], money: [] };

/** Evaluates rules for at most 500 guests, given by id. A transaction that holds the locks of the guests reads their newest state. */
function evaluateRules(
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

function findLimits(tx: Tx, networkId: string): Promise<RfmLimits | undefined> {
  return findBoundaries(tx, networkId);
}
