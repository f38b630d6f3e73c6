import type { OnModuleInit } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import {
  findHeir,
  Job,
  listMergedGuests,
  type LogFollower,
  type LogPage,
  LogReader,
  NetworkJob,
  type PieceOptions,
  type PieceOutcome,
  refusing,
  rowsOf,
  systemActOf,
  Till,
} from '../../transactions';
import { type ShownDraw, shownDraws } from './wheel.sql';
import { WHEEL_REASON } from './wheel-draws';
import { oddsOf } from './wheel-odds';
import { SOURCES } from './wheel-sources';
import { Wheels } from './wheels.query';

interface DueReturn {
  readonly id: string;
  readonly guestId: string;
  readonly points: number;
}

const WHEEL_JOB = 'wheel';
const AT_ONCE = 100;
/** Answer of a hook that finds the points taken back already; the act is not recorded then. */
const OVERTAKEN = 'already_decided';

/**
 * Ends the wheel when its time is over, and takes back the points of draws whose sale or badge went with a refund. Points and
 * their mark are one transaction, so the job may be killed anywhere and run in several processes.
 */
@Job(WHEEL_JOB, { everyMs: 10_000, signs: ['due'], failure: 'ending the wheel or taking its points back failed' })
export class WheelJob extends NetworkJob implements LogFollower, OnModuleInit {
  readonly subscriber = WHEEL_JOB;
  readonly condition = 'EXISTS (SELECT FROM wheel_draws d WHERE d.network_id = $1)';

  constructor(
    private readonly log: LogReader,
    private readonly snapshots: Snapshots,
    private readonly wheels: Wheels,
    private readonly till: Till,
  ) {
    super();
  }

  override onModuleInit(): void {
    super.onModuleInit();
    this.log.register(this);
  }

  /** Marks the draws whose sale or badge a refund took away. */
  async follow(tx: Tx, networkId: string, { events }: LogPage): Promise<boolean> {
    const refunds = events.filter(({ type }) => type === 'transaction.refund').map(({ subjectId }) => subjectId);
    const draws = refunds.length === 0 ? [] : await listRefundedDraws(tx, networkId, refunds);
    if (draws.length === 0) return true;
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const gone: string[] = [];
    for (const draw of draws) {
      const guestIds = await listMergedGuests(tx, networkId, await findHeir(tx, networkId, draw.guestId));
      const of = this.wheels.sourcesOf(snapshot, { spinsSince: draw.drawnAt, odds: oddsOf(draw) }, guestIds);
      if (!(await SOURCES[draw.sourceKind].isThere(tx, of, draw.sourceId))) gone.push(draw.id);
    }
    if (gone.length === 0) return true;
    await tx.query`
      UPDATE wheel_draws SET is_return_due = true WHERE network_id = ${networkId} AND id = ANY (${gone}::uuid[])`;
    await requestJob(tx, WHEEL_JOB, networkId);
    return true;
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(AT_ONCE, options);
    // Draws whose points are to be taken back.
    const [hasEnded, due] = await this.database.inNetwork(networkId, async (tx) => [
      await endPastEpoch(tx, networkId),
      await tx.query<DueReturn>`
        SELECT id, guest_id, points FROM wheel_draws
         WHERE network_id = ${networkId} AND is_return_due ORDER BY id LIMIT ${atOnce}`,
    ]);
    for (const draw of due) await this.takeBack(networkId, draw, draw.points);
    if (due.length === atOnce) return 'more';
    return hasEnded || due.length > 0 ? 'done' : 'idle';
  }

  /** Takes back as many of the points as the guest still has. */
  private async takeBack(networkId: string, { id, guestId }: DueReturn, points: number): Promise<void> {
    const note = async (tx: Tx, taken: number) => {
      await tx.query`
        UPDATE wheel_draws SET is_return_due = false, returned_points = ${taken}
         WHERE network_id = ${networkId} AND id = ${id} AND is_return_due`;
    };
    if (points === 0) return this.database.inNetwork(networkId, (tx) => note(tx, 0));
    const reason = { reasonCode: WHEEL_REASON, comment: null, expiryId: null };
    const body = { kind: 'MANUAL', direction: 'DEBIT', points, ...reason } as const;
    const outcome = await this.till.submit(systemActOf(networkId, guestId, body), {
      before: async (tx) => ((await lockReturn(tx, networkId, id)) ? null : refusing(OVERTAKEN)),
      after: (tx, row) => note(tx, row.pointsEarned),
    });
    if (outcome.kind !== 'REFUSED' || outcome.code === OVERTAKEN) return;
    const { available } = outcome.data;
    const left = outcome.code === 'insufficient_points' && typeof available === 'number' ? available : 0;
    await this.takeBack(networkId, { id, guestId, points }, left < points ? left : 0);
  }
}

/** Ends the open epoch where its end has come, once the draws that are under way with it have committed. */
async function endPastEpoch(tx: Tx, networkId: string): Promise<boolean> {
  const rows = await tx.query<{ id: string }>`
    UPDATE wheel_epochs SET ended_at = ends_at WHERE network_id = ${networkId} AND ended_at IS NULL
     AND ends_at <= ledger_now() RETURNING id`;
  return rows.length > 0;
}

/** Draws whose source one of these refunds may have taken away, and whose points have not been reclaimed. */
function listRefundedDraws(tx: Tx, networkId: string, refundIds: readonly string[]): Promise<ShownDraw[]> {
  return tx.query<ShownDraw>`
    ${shownDraws(networkId)} AND d.points > 0 AND d.returned_points IS NULL AND NOT d.is_return_due
       AND d.source_transaction_id IN (SELECT t.related_id FROM unnest(${refundIds}::uuid[]) i(id)
         CROSS JOIN LATERAL (SELECT t.related_id, t.type FROM transactions t
           WHERE t.network_id = ${networkId} AND t.id BETWEEN i.id AND i.id ORDER BY t.id) t
         WHERE t.type = 'REFUND')
     ORDER BY d.id`;
}

/** Locks a draw whose points are to be taken back; false: they were. */
async function lockReturn(tx: Tx, networkId: string, id: string): Promise<boolean> {
  const rows =
    await tx.query`SELECT FROM wheel_draws WHERE network_id = ${networkId} AND id = ${id} AND is_return_due FOR UPDATE`;
  return rows.length > 0;
}
