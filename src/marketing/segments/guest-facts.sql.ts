import type { Tx } from '../../platform/database/database';
import { type GuestFacts, NEVER_BOUGHT_DAYS } from './guest-rule.rules';

/** One guest's facts for segments. */
export interface KnownGuest {
  readonly guestId: string;
  /** Ids of the segments that it is in now. */
  readonly segmentIds: readonly string[];
  /** Null: another one's second card, or erased, and in no segment by a rule. */
  readonly facts: GuestFacts | null;
}

/** By which day and tier a guest is looked at. */
export interface FactsFrame {
  /** A local day of the network. */
  readonly today: number;
  readonly timeZone: string;
  /** A guest without any decision yet. */
  readonly lowestTier: string;
  /** Whether some rule asks what only the journal tells. */
  readonly asksJournal: boolean;
}

interface StateRow {
  readonly guestId: string;
  readonly segmentIds: string[];
  readonly isClosed: boolean;
  readonly tier: string | null;
  readonly spend: number;
  readonly visits: number;
  readonly birthday: number | null;
  readonly joinedDay: number;
  readonly source: string;
  readonly restaurantId: string | null;
  readonly consents: string[];
}

interface JournalRow {
  readonly guestId: string;
  readonly spendOfYear: number;
  readonly visitsOfYear: number;
  readonly lastDay: number | null;
  readonly restaurants: string[] | null;
}

/** Guests with what segments ask of them, by id; at most 500 a call. A transaction that holds their locks reads the newest state. */
export async function listKnownGuests(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  frame: FactsFrame,
): Promise<KnownGuest[]> {
  const states = await listStates(tx, networkId, guestIds);
  const journals = new Map(
    (frame.asksJournal ? await listJournals(tx, networkId, guestIds, frame) : []).map((row) => [row.guestId, row]),
  );
  return states.map((state) => ({
    guestId: state.guestId,
    segmentIds: state.segmentIds,
    facts: state.isClosed ? null : factsOf(state, journals.get(state.guestId), frame),
  }));
}

function factsOf(state: StateRow, journal: JournalRow | undefined, { today, lowestTier }: FactsFrame): GuestFacts {
  const lastDay = journal?.lastDay ?? null;
  return {
    tier: state.tier ?? lowestTier,
    spend: state.spend,
    visits: state.visits,
    spendOfYear: journal?.spendOfYear ?? 0,
    visitsOfYear: journal?.visitsOfYear ?? 0,
    daysSinceLastSale: lastDay === null ? NEVER_BOUGHT_DAYS : Math.max(0, today - lastDay),
    daysSinceJoining: Math.max(0, today - state.joinedDay),
    birthdayMonth: state.birthday === null ? null : String(Math.floor(state.birthday / 100)),
    restaurants: journal?.restaurants ?? [],
    registeredBy: state.source,
    registeredAt: state.restaurantId,
    consents: state.consents,
  };
}

function listStates(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<StateRow[]> {
  return tx.query<StateRow>(
    `SELECT s.guest_id AS "guestId", g.merged_into IS NOT NULL OR g.erased_at IS NOT NULL AS "isClosed",
       s.tier, s.spend, s.visits, s.birthday, s.joined_day AS "joinedDay", g.source, g.restaurant_id AS "restaurantId",
       ARRAY(SELECT m.segment_id FROM segment_members m WHERE m.network_id = $1 AND m.guest_id = i.id) AS "segmentIds",
       ARRAY(SELECT c.kind FROM (
         SELECT DISTINCT ON (c.kind) c.kind, c.given FROM consents c WHERE c.network_id = $1 AND c.guest_id = i.id
          ORDER BY c.kind, c.id DESC) c WHERE c.given ORDER BY c.kind) AS consents
     FROM unnest($2::uuid[]) i(id)
     CROSS JOIN LATERAL (SELECT * FROM guest_states s WHERE s.network_id = $1 AND s.guest_id = i.id OFFSET 0) s
     CROSS JOIN LATERAL (SELECT * FROM guests g WHERE g.network_id = $1 AND g.id = i.id OFFSET 0) g
     ORDER BY s.guest_id`,
    [networkId, guestIds],
  );
}

/**
 * Sales count on their local day, less what was refunded of them, as their tiers count them; a visit goes only with the
 * whole sale. Purchases of cards that were merged into the guest count as the guest's.
 */
function listJournals(
  tx: Tx,
  networkId: string,
  guestIds: readonly string[],
  { today, timeZone }: FactsFrame,
): Promise<JournalRow[]> {
  return tx.query<JournalRow>(
    `WITH RECURSIVE own (root, guest) AS (
       SELECT i.id, i.id FROM unnest($2::uuid[]) i(id)
       UNION
       SELECT o.root, g.id FROM own o
       CROSS JOIN LATERAL (SELECT g.id FROM guests g WHERE g.network_id = $1 AND g.merged_into = o.guest OFFSET 0) g),
     refunded AS (
       SELECT x.related_id AS sale, sum(x.payable) AS payable, bool_or((x.details ->> 'whole')::boolean) AS whole
       FROM own o
       CROSS JOIN LATERAL (SELECT * FROM transactions x
         WHERE x.network_id = $1 AND x.guest_id = o.guest AND x.type = 'REFUND' OFFSET 0) x
       GROUP BY x.related_id),
     sold AS (
       SELECT o.root, t.restaurant_id, t.payable - coalesce(r.payable, 0) AS payable, coalesce(r.whole, false) AS gone,
         (t.occurred_at AT TIME ZONE $3)::date - DATE '1970-01-01' AS day
       FROM own o
       CROSS JOIN LATERAL (SELECT * FROM transactions t
         WHERE t.network_id = $1 AND t.guest_id = o.guest AND t.type = 'SALE' OFFSET 0) t
       LEFT JOIN refunded r ON r.sale = t.id),
     since AS (SELECT (DATE '1970-01-01' + $4::integer - INTERVAL '12 months')::date - DATE '1970-01-01' AS day)
     SELECT s.root AS "guestId",
       coalesce(sum(s.payable) FILTER (WHERE s.day >= since.day), 0)::bigint AS "spendOfYear",
       count(*) FILTER (WHERE s.day >= since.day AND NOT s.gone) AS "visitsOfYear",
       max(s.day) FILTER (WHERE NOT s.gone) AS "lastDay",
       array_agg(DISTINCT s.restaurant_id ORDER BY s.restaurant_id) FILTER (WHERE NOT s.gone AND s.restaurant_id IS NOT NULL) AS restaurants
     FROM sold s CROSS JOIN since
     GROUP BY s.root`,
    [networkId, guestIds, timeZone, today],
  );
}
