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
import * as sql from './wheel.sql';
import { WHEEL_REASON } from './wheel-draws';
import { oddsOf } from './wheel-odds';
import { SOURCES } from './wheel-sources';
import { Wheels } from './wheels.query';

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
    const draws = refunds.length === 0 ? [] : await sql.listRefundedDraws(tx, networkId, refunds);
    if (draws.length === 0) return true;
    const snapshot = await this.snapshots.currentWithin(tx, networkId);
    const gone: string[] = [];
    for (const draw of draws) {
      const guestIds = await listMergedGuests(tx, networkId, await findHeir(tx, networkId, draw.guestId));
      const of = this.wheels.sourcesOf(snapshot, { spinsSince: draw.drawnAt, odds: oddsOf(draw) }, guestIds);
      if (!(await SOURCES[draw.sourceKind].isThere(tx, of, draw.sourceId))) gone.push(draw.id);
    }
    if (gone.length === 0) return true;
    await sql.askForReturn(tx, networkId, gone);
    await requestJob(tx, WHEEL_JOB, networkId);
    return true;
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(AT_ONCE, options);
    const [hasEnded, due] = await this.database.inNetwork(networkId, async (tx) => [
      await sql.endPastEpoch(tx, networkId),
      await sql.listDueReturns(tx, networkId, atOnce),
    ]);
    for (const draw of due) await this.takeBack(networkId, draw, draw.points);
    if (due.length === atOnce) return 'more';
    return hasEnded || due.length > 0 ? 'done' : 'idle';
  }

  /** Takes back as many of the points as the guest still has. */
  private async takeBack(networkId: string, { id, guestId }: sql.DueReturn, points: number): Promise<void> {
    const note = (tx: Tx, taken: number) => sql.noteReturn(tx, networkId, id, taken);
    if (points === 0) return this.database.inNetwork(networkId, (tx) => note(tx, 0));
    const reason = { reasonCode: WHEEL_REASON, comment: null, expiryId: null };
    const body = { kind: 'MANUAL', direction: 'DEBIT', points, ...reason } as const;
    const outcome = await this.till.submit(systemActOf(networkId, guestId, body), {
      before: async (tx) => ((await sql.lockReturn(tx, networkId, id)) ? null : refusing(OVERTAKEN)),
      after: (tx, row) => note(tx, row.pointsEarned),
    });
    if (outcome.kind !== 'REFUSED' || outcome.code === OVERTAKEN) return;
    const { available } = outcome.data;
    const left = outcome.code === 'insufficient_points' && typeof available === 'number' ? available : 0;
    await this.takeBack(networkId, { id, guestId, points }, left < points ? left : 0);
  }
}
