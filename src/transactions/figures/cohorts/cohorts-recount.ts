import { Injectable } from '@nestjs/common';
import { Database, type Tx, type NamedStatement, allowLonger } from '../../../platform/database/database';
import { readByKeys } from '../../../platform/database/plans';
import { GivingWay } from '../../jobs/give-way';
import { CohortsRelay, SUBSCRIBER } from './cohorts-relay';

/** The last guest that a recount has reached. `day` is the guest's first day, in a recount that takes guests in the order of their first days. */
interface WalkPlace {
  readonly day: string;
  readonly guestId: string;
}

/** The time limit of the statement that sums `visit_gaps`; for the network with the most visits it runs for minutes. */
const GAPS_MS = 3_600_000;

const NO_GUEST = '00000000-0000-0000-0000-000000000000';

const RECOUNT: NamedStatement = {
  name: 'cohorts_recount',
  text: `SELECT cohorts_recount($1, (SELECT array_agg(c.card) FROM (
    SELECT u.guest AS card FROM unnest($2::uuid[]) u(guest)
    UNION
    SELECT k.guest_id FROM unnest($2::uuid[]) u(guest)
    JOIN guest_cohorts k ON k.network_id = $1 AND k.person_id = u.guest AND k.person_id <> k.guest_id) c)) AS corrected`,
};

/** How many guests one transaction recounts; the follower of the log waits for it. */
const GUESTS_A_PIECE = 100;

interface CorrectionCounts {
  /** How many days of guests had wrong visits or money. */
  readonly days: number;
  /** How many cells differed from the sum of their guests. */
  readonly cells: number;
  /** How many rows of `visit_gaps` differed from the sum of all guests. */
  readonly gaps: number;
}

/** Counts cohorts again from the journal and corrects the stored figures, in pieces that give way to the tills. */
@Injectable()
export class CohortsRecount {
  constructor(
    private readonly database: Database,
    private readonly relay: CohortsRelay,
  ) {}

  /** Recounts the guests stored under one month of joining (`YYYY-MM`), or (null) all guests of the network. */
  async recount(networkId: string, month: string | null): Promise<CorrectionCounts> {
    const way = new GivingWay(this.database);
    const joined = month === null ? null : `${month}-01`;
    await this.catchUp(networkId, way);
    const days = await this.recountDays(networkId, joined, way);
    const months =
      joined === null ? await this.database.inNetwork(networkId, (tx) => listJoined(tx, networkId)) : [joined];
    let cells = 0;
    for (const one of months) {
      await way.before();
      cells += await this.holding(networkId, 0, (tx) => sumCohort(tx, networkId, one));
    }
    const gaps = await this.database.inNetwork(networkId, (tx) => sumGaps(tx, networkId));
    return { days, cells, gaps };
  }

  private async recountDays(networkId: string, joined: string | null, way: GivingWay): Promise<number> {
    let days = 0;
    let after: WalkPlace | null = null;
    for (;;) {
      await way.before();
      const at: WalkPlace | null = after;
      const piece: Piece = await this.holding(networkId, NOTHING, async (tx): Promise<Piece> => {
        const guests =
          joined === null
            ? await listGuests(tx, networkId, at, GUESTS_A_PIECE)
            : await listGuestsOfCohort(tx, networkId, joined, at, GUESTS_A_PIECE);
        await readByKeys(tx);
        const ids = guests.map(({ guestId }) => guestId);
        return { guests, corrected: ids.length === 0 ? 0 : await recountGuests(tx, networkId, ids) };
      });
      if (piece.corrected === null) {
        await this.catchUp(networkId, way);
        continue;
      }
      days += piece.corrected;
      after = piece.guests.at(-1) ?? null;
      if (piece.guests.length < GUESTS_A_PIECE) return days;
    }
  }

  private async catchUp(networkId: string, way: GivingWay): Promise<void> {
    do await way.before();
    while (!(await this.relay.catchUp(networkId)));
  }

  private holding<Answer>(networkId: string, otherwise: Answer, work: (tx: Tx) => Promise<Answer>): Promise<Answer> {
    return this.database.inNetwork(networkId, async (tx) => ((await holdCursor(tx, networkId)) ? work(tx) : otherwise));
  }
}

interface Piece {
  readonly guests: readonly WalkPlace[];
  readonly corrected: number | null;
}

const NOTHING: Piece = { guests: [], corrected: 0 };

/** Keeps the follower from counting the network's events until the transaction ends. False: the network has no cursor yet. */
async function holdCursor(tx: Tx, networkId: string): Promise<boolean> {
  const row =
    await tx.maybe`SELECT FROM event_cursors WHERE network_id = ${networkId} AND subscriber = ${SUBSCRIBER} FOR UPDATE`;
  return row !== undefined;
}

/** The network's next guests by id. */
function listGuests(tx: Tx, networkId: string, after: WalkPlace | null, limit: number) {
  return tx.query<WalkPlace>`
    SELECT '' AS day, id AS guest_id FROM guests WHERE network_id = ${networkId} AND id > ${after?.guestId ?? NO_GUEST}
     ORDER BY id LIMIT ${limit}`;
}

/** The next guests of a cohort, by first day. */
function listGuestsOfCohort(tx: Tx, networkId: string, joined: string, after: WalkPlace | null, limit: number) {
  return tx.query<WalkPlace>`SELECT to_char(first_day, 'YYYY-MM-DD') AS day, guest_id FROM guest_cohorts
      WHERE network_id = ${networkId} AND (first_day, guest_id) > (${after?.day ?? joined}::date, ${after?.guestId ?? NO_GUEST}::uuid)
        AND first_day < ${joined}::date + interval '1 month'
      ORDER BY first_day, guest_id LIMIT ${limit}`;
}

/** Recounts these guests from the journal. Returns how many days were corrected; null: too many events are still uncounted. */
async function recountGuests(tx: Tx, networkId: string, guestIds: readonly string[]): Promise<number | null> {
  const [row] = await tx.call<{ corrected: number | null }>(RECOUNT, [networkId, guestIds]);
  return row?.corrected ?? null;
}

/** The first days of the months in which guests joined, or for which cells are stored. */
async function listJoined(tx: Tx, networkId: string): Promise<string[]> {
  const rows = await tx.query<{ joined: string }>`SELECT to_char(j.joined, 'YYYY-MM-DD') AS "joined!" FROM (
        SELECT joined FROM cohort_cells WHERE network_id = ${networkId}
        UNION
        SELECT first_of_month(first_day) FROM guest_cohorts WHERE network_id = ${networkId} AND first_day IS NOT NULL) j
      ORDER BY j.joined`;
  return rows.map(({ joined }) => joined);
}

/** Adds up a cohort from its guests. Returns how many cells were corrected. */
async function sumCohort(tx: Tx, networkId: string, joined: string): Promise<number> {
  const { corrected } = await tx.one<{ corrected: number }>`
    SELECT cohorts_sum(${networkId}, ${joined}) AS "corrected!"`;
  return corrected;
}

/** Adds up `visit_gaps` from the guests' days. Returns how many rows were corrected. */
async function sumGaps(tx: Tx, networkId: string): Promise<number> {
  await allowLonger(tx, GAPS_MS);
  const { corrected } = await tx.one<{ corrected: number }>`SELECT visit_gaps_recount(${networkId}) AS "corrected!"`;
  return corrected;
}
