import { type NamedStatement, type Tx, allowLonger } from '../../../platform/database/database';
import type { CellRow } from './cohorts.rules';

/** The name of the cursor in `event_cursors`. */
export const SUBSCRIBER = 'cohorts';

/** Cells of the cohorts from one month to another, in order. Both months are given by their first days. */
export function listCells(tx: Tx, networkId: string, from: string, to: string): Promise<CellRow[]> {
  return tx.query<CellRow>(
    `SELECT to_char(joined, 'YYYY-MM') AS month, since, guests, visits, money, again_30 AS "again30", again_60 AS "again60",
       again_90 AS "again90"
     FROM cohort_cells WHERE network_id = $1 AND joined BETWEEN $2 AND $3 ORDER BY joined, since`,
    [networkId, from, to],
  );
}

/** Keeps the follower from counting the network's events until the transaction ends. False: the network has no cursor yet. */
export async function holdCursor(tx: Tx, networkId: string): Promise<boolean> {
  const row = await tx.maybe(
    `SELECT FROM event_cursors WHERE network_id = $1 AND subscriber = '${SUBSCRIBER}' FOR UPDATE`,
    [networkId],
  );
  return row !== undefined;
}

/** How far a recount of guests has come; the day is set where it goes by the guests' first days. */
export interface WalkPlace {
  readonly day: string;
  readonly guestId: string;
}

/** The longest run of the statement; a network with the most visits takes minutes. */
const GAPS_MS = 3_600_000;
const NO_GUEST = '00000000-0000-0000-0000-000000000000';

/** The network's next guests by id. */
export function listGuests(tx: Tx, networkId: string, after: WalkPlace | null, limit: number): Promise<WalkPlace[]> {
  return tx.query<WalkPlace>(
    `SELECT '' AS day, id AS "guestId" FROM guests WHERE network_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
    [networkId, after?.guestId ?? NO_GUEST, limit],
  );
}

/** The next guests of a cohort, by first day. */
export function listGuestsOfCohort(
  tx: Tx,
  networkId: string,
  joined: string,
  after: WalkPlace | null,
  limit: number,
): Promise<WalkPlace[]> {
  return tx.query<WalkPlace>(
    `SELECT to_char(first_day, 'YYYY-MM-DD') AS day, guest_id AS "guestId" FROM guest_cohorts
      WHERE network_id = $1 AND (first_day, guest_id) > ($3::date, $4::uuid) AND first_day < $2::date + interval '1 month'
      ORDER BY first_day, guest_id LIMIT $5`,
    [networkId, joined, after?.day ?? joined, after?.guestId ?? NO_GUEST, limit],
  );
}

const RECOUNT: NamedStatement = {
  name: 'cohorts_recount',
  text: `SELECT cohorts_recount($1, (SELECT array_agg(c.card) FROM (
    SELECT u.guest AS card FROM unnest($2::uuid[]) u(guest)
    UNION
    SELECT k.guest_id FROM unnest($2::uuid[]) u(guest)
    JOIN guest_cohorts k ON k.network_id = $1 AND k.person_id = u.guest AND k.person_id <> k.guest_id) c)) AS corrected`,
};

/** Recounts these guests from the journal. Returns how many days were corrected; null: too many events are still uncounted. */
export async function recountGuests(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<number | null> {
  const [row] = await tx.call<{ corrected: number | null }>(RECOUNT, [networkId, guestIds]);
  return row?.corrected ?? null;
}

/** The first days of the months in which guests joined, or for which cells are stored. */
export async function listJoined(tx: Tx, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ joined: string }>(
    `SELECT to_char(j.joined, 'YYYY-MM-DD') AS joined FROM (
       SELECT joined FROM cohort_cells WHERE network_id = $1
       UNION
       SELECT first_of_month(first_day) FROM guest_cohorts WHERE network_id = $1 AND first_day IS NOT NULL) j
     ORDER BY j.joined`,
    [networkId],
  );
  return rows.map(({ joined }) => joined);
}

/** Adds up a cohort from its guests. Returns how many cells were corrected. */
export async function sumCohort(tx: Tx, networkId: string, joined: string): Promise<number> {
  const { corrected } = await tx.one<{ corrected: number }>('SELECT cohorts_sum($1, $2) AS corrected', [
    networkId,
    joined,
  ]);
  return corrected;
}

/** Adds up `visit_gaps` from the guests' days. Returns how many rows were corrected. */
export async function sumGaps(tx: Tx, networkId: string): Promise<number> {
  await allowLonger(tx, GAPS_MS);
  const { corrected } = await tx.one<{ corrected: number }>('SELECT visit_gaps_recount($1) AS corrected', [networkId]);
  return corrected;
}
