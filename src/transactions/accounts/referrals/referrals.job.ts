import { Snapshots } from '../../../configuration';
import { REFERRAL_ACTIVITIES, REFERRAL_SIDES, type ReferralSide } from '../../../decision';
import type { Tx } from '../../../platform/database/database';
import { newId } from '../../../platform/ids/ids';
import { requestJob } from '../../../platform/queue/request-job.sql';
import type { LogEvent, LogFollower, LogPage } from '../../jobs/log-follower';
import { LogReader } from '../../jobs/log-reader';
import type { PieceOutcome } from '../../jobs/network-turns';
import { Job, NetworkJob, type PieceOptions, rowsOf } from '../../jobs/network-job';
import { refusing } from '../../ledger/act/refusing';
import { systemActOf } from '../../ledger/act/system-act';
import { Till } from '../../till/queue/till';
import { hasReferrals } from './referral-events.sql';
import {
  endRefunded,
  insertPayout,
  insertRound,
  listFirstSales,
  listOpenRounds,
  listPayouts,
  lockRound,
  moveRound,
  noteRevoked,
  type OpenRound,
  type Payout,
  readEvidence,
} from './referral-rounds.sql';
import { isQualifying, judgeReferral } from './referral-signs.rules';

export const REFERRALS_JOB = 'referrals';
const ROUNDS_A_PIECE = 50;
/** A hook answers this when the side is paid already or the round has ended. The act is then not recorded. */
const OVERTAKEN = 'already_decided';

interface SoldToGuest {
  readonly id: string;
  readonly guestId: string;
}

/**
 * Pays both sides of a referral after the friend's first sale, and takes the points back after a refund. The job
 * follows the event log. The transaction that writes an award also marks it as paid, so the job may be killed anywhere
 * and run in several processes. Opening a round requests the job.
 */
@Job(REFERRALS_JOB, { everyMs: 5_000, signs: ['due'], failure: 'paying referrals failed' })
export class ReferralsJob extends NetworkJob implements LogFollower {
  readonly subscriber = 'referrals';

  constructor(
    private readonly snapshots: Snapshots,
    private readonly till: Till,
    private readonly log: LogReader,
  ) {
    super();
  }

  override onModuleInit(): void {
    super.onModuleInit();
    this.log.register(this);
  }

  /** Pays awards of open rounds or takes them back. */
  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const atOnce = rowsOf(ROUNDS_A_PIECE, options);
    const open = await listOpenRounds(this.database.readsOf(networkId), networkId, atOnce);
    for (const round of open)
      await (round.state === 'QUALIFIED' ? this.pay(networkId, round) : this.takeBack(networkId, round));
    if (open.length === atOnce) return 'more';
    return open.length > 0 ? 'done' : 'idle';
  }

  /** Opens rounds for sales, and ends rounds for refunds. */
  async follow(tx: Tx, networkId: string, { events }: LogPage): Promise<boolean> {
    if (!(await hasReferrals(tx, networkId))) return true;
    for (const { sales, refundIds } of inTurns(events)) {
      await this.openRounds(tx, networkId, sales);
      await endRefunded(tx, networkId, refundIds);
    }
    await requestJob(tx, REFERRALS_JOB, networkId);
    return true;
  }

  private async openRounds(tx: Tx, networkId: string, sales: readonly SoldToGuest[]): Promise<void> {
    const opened = new Set<string>();
    for (const sale of await listFirstSales(tx, networkId, sales)) {
      const { referralId, saleId, sellerId } = sale;
      if (opened.has(referralId)) continue;
      const terms = (await this.snapshots.currentWithin(tx, networkId)).programInForce(sale.soldAt)?.program.document
        .activities.referral;
      if (!isQualifying(sale, terms)) continue;
      opened.add(referralId);
      const { state, reasons } = judgeReferral(await readEvidence(tx, networkId, sale), terms !== undefined);
      await insertRound(tx, networkId, { id: newId(), referralId, saleId, sellerId, state, reasons });
    }
  }

  private async pay(networkId: string, round: OpenRound): Promise<void> {
    const program = (await this.snapshots.current(networkId)).programInForce(round.soldAt);
    const sides = REFERRAL_SIDES.filter((side) => program?.program.activities.has(REFERRAL_ACTIVITIES[side]));
    for (const side of sides) await this.award(networkId, round, side);
    await this.database.inNetwork(networkId, async (tx) => {
      const isPaid = (await listPayouts(tx, networkId, round.id)).some(({ awardId }) => awardId !== null);
      await moveRound(tx, networkId, round.id, 'QUALIFIED', isPaid ? 'PAID' : 'REFUSED');
    });
  }

  private async award(networkId: string, round: OpenRound, side: ReferralSide): Promise<void> {
    const guestId = side === 'REFERRER' ? round.referrerId : round.friendId;
    const body = { kind: 'AWARD', activity: REFERRAL_ACTIVITIES[side], saleId: round.saleId } as const;
    const act = systemActOf(networkId, guestId, body, {
      occurredAt: round.soldAt.getTime(),
      restaurantId: round.restaurantId,
    });
    const outcome = await this.till.submit(act, {
      before: async (tx) => {
        const isOpen = (await lockRound(tx, networkId, round.id)) === 'QUALIFIED';
        const paid = await listPayouts(tx, networkId, round.id);
        return isOpen && paid.every((payout) => payout.side !== side) ? null : refusing(OVERTAKEN);
      },
      after: (tx, row) =>
        insertPayout(tx, networkId, {
          roundId: round.id,
          side,
          guestId: row.guestId ?? guestId,
          awardId: row.id,
          refused: null,
          points: row.pointsEarned,
        }),
    });
    if (outcome.kind !== 'REFUSED' || outcome.code === OVERTAKEN) return;
    const { code } = outcome;
    await this.database.inNetwork(networkId, (tx) =>
      insertPayout(tx, networkId, { roundId: round.id, side, guestId, awardId: null, refused: code, points: 0 }),
    );
  }

  private async takeBack(networkId: string, round: OpenRound): Promise<void> {
    const payouts = await this.database.inNetwork(networkId, (tx) => listPayouts(tx, networkId, round.id));
    for (const payout of payouts) await this.revoke(networkId, round, payout);
    await this.database.inNetwork(networkId, (tx) =>
      moveRound(tx, networkId, round.id, 'RETURNING', payouts.length === 0 ? 'REFUSED' : 'TAKEN_BACK'),
    );
  }

  private async revoke(
    networkId: string,
    round: OpenRound,
    { side, guestId, awardId, revokeId }: Payout,
  ): Promise<void> {
    if (awardId === null || revokeId !== null) return;
    const act = systemActOf(networkId, guestId, { kind: 'REVOKE', awardId } as const, {
      restaurantId: round.restaurantId,
    });
    const outcome = await this.till.submit(act, {
      before: async (tx) => {
        await lockRound(tx, networkId, round.id);
        const isBack = (await listPayouts(tx, networkId, round.id)).some(
          (payout) => payout.side === side && payout.revokeId !== null,
        );
        return isBack ? refusing(OVERTAKEN) : null;
      },
      after: (tx, row) => noteRevoked(tx, networkId, round.id, side, row.id),
    });
    if (outcome.kind === 'REFUSED' && outcome.code !== OVERTAKEN)
      throw new Error(`the award ${awardId} of a referral could not be taken back: ${outcome.code}`);
  }
}

interface Turn {
  readonly sales: SoldToGuest[];
  readonly refundIds: string[];
}

/** Splits events into turns of sales followed by refunds, because after a refund a later sale may be the friend's first. */
function inTurns(events: readonly LogEvent[]): Turn[] {
  const turns: Turn[] = [];
  for (const { type, id, guestId } of events) {
    const isSale = type === 'transaction.sale' && guestId !== null;
    if (!isSale && type !== 'transaction.refund') continue;
    let turn = turns.at(-1);
    if (turn === undefined || (isSale && turn.refundIds.length > 0)) turns.push((turn = { sales: [], refundIds: [] }));
    if (isSale) turn.sales.push({ id, guestId });
    else turn.refundIds.push(id);
  }
  return turns;
}
