import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database';
import { readByKeys } from '../../../platform/database/plans';
import { GivingWay } from '../../jobs/give-way';
import { CohortsRelay } from './cohorts-relay';
import {
  holdCursor,
  listGuests,
  listGuestsOfCohort,
  listJoined,
  recountGuests,
  sumCohort,
  sumGaps,
  type WalkPlace,
} from './cohorts.sql';

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
