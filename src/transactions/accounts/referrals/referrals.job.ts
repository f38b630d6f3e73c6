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
import { lockRound, type RoundState } from './referral-rounds.sql';
import {
  isQualifying,
  judgeReferral,
  MOST_GENERATIONS,
  type ReferralEvidence,
  SIGN_DAYS,
} from './referral-signs.rules';

/** A sale that may count as the friend's first. */
interface FirstSale {
  readonly referralId: string;
  readonly referrerId: string;
  readonly friendId: string;
  readonly registeredAt: Date;
  readonly saleId: string;
  readonly sellerId: string | null;
  readonly soldAt: Date;
  /** Minor units, above 0. */
  readonly payable: number;
}

interface OpenRound {
  readonly id: string;
  readonly referralId: string;
  readonly state: RoundState;
  readonly referrerId: string;
  readonly friendId: string;
  readonly saleId: string;
  readonly restaurantId: string | null;
  readonly soldAt: Date;
}

interface Payout {
  readonly side: ReferralSide;
  readonly guestId: string;
  readonly awardId: string | null;
  readonly revokeId: string | null;
}

interface NewPayout {
  readonly roundId: string;
  readonly side: ReferralSide;
  readonly guestId: string;
  readonly awardId: string | null;
  readonly refused: string | null;
  readonly points: number;
}

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
    const open = await this.database.readsOf(networkId).query<OpenRound>`
      SELECT o.id, o.referral_id, o.state, r.referrer_id AS "referrer_id!", r.friend_id,
             o.sale_id, t.restaurant_id, t.occurred_at AS sold_at
        FROM referral_rounds o
        JOIN referrals r ON r.network_id = o.network_id AND r.id = o.referral_id
       CROSS JOIN LATERAL (
         SELECT t.restaurant_id, t.occurred_at FROM transactions t WHERE t.network_id = ${networkId} AND t.id = o.sale_id LIMIT 1) t
       WHERE o.network_id = ${networkId} AND o.state IN ('QUALIFIED', 'RETURNING') ORDER BY o.id LIMIT ${atOnce}`;
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
      await tx.query`UPDATE referral_rounds o
            SET state = CASE WHEN o.state IN ('PAID', 'QUALIFIED') THEN 'RETURNING' ELSE 'REFUSED' END,
                reasons = o.reasons || 'SALE_REFUNDED'::text, changed_at = ledger_now()
          WHERE o.network_id = ${networkId} AND o.state IN ('PAID', 'QUALIFIED', 'IN_REVIEW') AND o.id IN (
            SELECT o.id FROM unnest(${refundIds}::uuid[]) i(id)
             CROSS JOIN LATERAL (
               SELECT t.related_id, t.type, t.details FROM transactions t
                WHERE t.network_id = ${networkId} AND t.id BETWEEN i.id AND i.id ORDER BY t.id) t
             JOIN referral_rounds o ON o.network_id = ${networkId} AND o.sale_id = t.related_id
            WHERE t.type = 'REFUND' AND (t.details ->> 'whole')::boolean)`;
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
      await tx.query`INSERT INTO referral_rounds (network_id, id, referral_id, sale_id, seller_id, state, reasons)
          VALUES (${networkId}, ${newId()}, ${referralId}, ${saleId}, ${sellerId}, ${state}, ${reasons})
          ON CONFLICT (network_id, referral_id, sale_id) DO NOTHING`;
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

/**
 * Lists, in the given order, the sales that may count as a friend's first sale. The guest of such a sale paid something, was brought by a referral,
 * and has no round yet, or only rounds whose sale was refunded. A guest who got earlier purchases by a merge or an import is no friend.
 */
function listFirstSales(
  tx: Tx,
  networkId: string,
  sales: readonly { readonly id: string; readonly guestId: string }[],
) {
  return tx.query<FirstSale>`SELECT r.id AS referral_id, r.referrer_id AS "referrer_id!", r.friend_id, r.created_at AS registered_at,
            t.id AS sale_id, CASE WHEN t.actor_kind = 'user' THEN t.actor_id END AS seller_id, t.occurred_at AS sold_at, t.payable
       FROM unnest(${sales.map(({ id }) => id)}::uuid[], ${sales.map(({ guestId }) => guestId)}::uuid[]) WITH ORDINALITY i(id, guest_id, place)
       JOIN referrals r ON r.network_id = ${networkId} AND r.friend_id = i.guest_id AND r.refusal IS NULL
       JOIN guest_states s ON s.network_id = ${networkId} AND s.guest_id = r.friend_id
      CROSS JOIN LATERAL (
        SELECT t.id, t.actor_kind, t.actor_id, t.occurred_at, t.payable FROM transactions t
         WHERE t.network_id = ${networkId} AND t.id = i.id AND t.payable > 0 LIMIT 1) t
      WHERE s.counters ->> 'mergedInto' IS NULL AND s.counters ->> 'firstSale' IS DISTINCT FROM 'IMPORT'
        AND NOT EXISTS (SELECT FROM referral_rounds o
                         WHERE o.network_id = ${networkId} AND o.referral_id = r.id
                           AND (o.sale_id = t.id OR 'SALE_REFUNDED' <> ALL (o.reasons)))
        AND NOT EXISTS (SELECT FROM transactions b
                         WHERE b.network_id = ${networkId} AND b.id = nullif(s.counters ->> 'firstSale', 'IMPORT')::uuid
                           AND b.guest_id <> r.friend_id)
      ORDER BY i.place`;
}

/** Reads signs that the referrer and the friend are one person or act together. */
function readEvidence(tx: Tx, networkId: string, sale: FirstSale) {
  return tx.one<ReferralEvidence>`WITH RECURSIVE root (id, merged_into) AS (
        SELECT g.id, g.merged_into FROM guests g WHERE g.network_id = ${networkId} AND g.id = ${sale.referrerId}
        UNION ALL
        SELECT g.id, g.merged_into FROM root r JOIN guests g ON g.network_id = ${networkId} AND g.id = r.merged_into),
      referrer AS (SELECT g.* FROM guests g JOIN root r ON r.id = g.id AND r.merged_into IS NULL WHERE g.network_id = ${networkId}),
      friend AS (SELECT g.* FROM guests g WHERE g.network_id = ${networkId} AND g.id = ${sale.friendId}),
      above (id, steps) AS (
        SELECT r.id, 0 FROM referrer r
        UNION ALL
        SELECT x.referrer_id, a.steps + 1 FROM above a
        CROSS JOIN LATERAL (
          SELECT r.referrer_id FROM referrals r
           WHERE r.network_id = ${networkId} AND r.friend_id = a.id AND r.refusal IS NULL LIMIT 1) x
        WHERE a.steps < ${MOST_GENERATIONS}),
      others AS (
        SELECT r.friend_id, r.device_index FROM referrals r
         WHERE r.network_id = ${networkId} AND r.referrer_id = ${sale.referrerId} AND r.refusal IS NULL
           AND r.created_at > ledger_now() - make_interval(days => ${SIGN_DAYS})),
      own AS (SELECT r.device_index FROM referrals r WHERE r.network_id = ${networkId} AND r.id = ${sale.referralId})
      SELECT (f.id = r.id OR (f.account_id IS NOT NULL AND f.account_id = r.account_id)
               OR (f.email_index IS NOT NULL AND f.email_index = r.email_index)) AS "is_same_person!",
             EXISTS (SELECT FROM family_members a JOIN family_members b
                       ON b.network_id = a.network_id AND b.family_id = a.family_id AND b.guest_id = r.id
                      WHERE a.network_id = ${networkId} AND a.guest_id = f.id) AS is_household,
             EXISTS (SELECT FROM above WHERE above.id = f.id) AS is_ring,
             (SELECT count(*)::int FROM others o JOIN guests g ON g.network_id = ${networkId} AND g.id = o.friend_id
               WHERE g.source = 'STAFF' AND g.created_by = f.created_by) AS registered_by_staff,
             (SELECT 1 + count(*)::int FROM referral_rounds p JOIN referrals q ON q.network_id = ${networkId} AND q.id = p.referral_id
               WHERE p.network_id = ${networkId} AND q.referrer_id = ${sale.referrerId} AND p.seller_id = ${sale.sellerId}
                 AND p.created_at > ledger_now() - make_interval(days => ${SIGN_DAYS})) AS sold_by_staff,
             (SELECT count(*)::int FROM others o, own WHERE o.device_index = own.device_index) AS on_device
        FROM referrer r CROSS JOIN friend f`;
}

function listPayouts(tx: Tx, networkId: string, roundId: string) {
  return tx.query<Payout>`SELECT side, guest_id, award_id, revoke_id FROM referral_payouts
      WHERE network_id = ${networkId} AND round_id = ${roundId} ORDER BY side`;
}

async function insertPayout(tx: Tx, networkId: string, payout: NewPayout): Promise<void> {
  await tx.query`INSERT INTO referral_payouts (network_id, round_id, side, guest_id, award_id, refused, points)
      VALUES (${networkId}, ${payout.roundId}, ${payout.side}, ${payout.guestId}, ${payout.awardId}, ${payout.refused}, ${payout.points})
      ON CONFLICT (network_id, round_id, side) DO NOTHING`;
}

async function noteRevoked(
  tx: Tx,
  networkId: string,
  roundId: string,
  side: ReferralSide,
  revokeId: string,
): Promise<void> {
  await tx.query`
    UPDATE referral_payouts SET revoke_id = ${revokeId} WHERE network_id = ${networkId} AND round_id = ${roundId}
     AND side = ${side}`;
}

/** Ends the payment of a round, unless its sale was refunded meanwhile. */
async function moveRound(tx: Tx, networkId: string, roundId: string, from: RoundState, to: RoundState): Promise<void> {
  await tx.query`
    UPDATE referral_rounds SET state = ${to}, changed_at = ledger_now() WHERE network_id = ${networkId} AND id = ${roundId}
     AND state = ${from}`;
}

/** Whether the network has guests whom others brought. If not, its events need not be searched: a referral is stored before the friend buys. */
async function hasReferrals(tx: Tx, networkId: string): Promise<boolean> {
  const row = await tx.maybe`SELECT FROM referrals WHERE network_id = ${networkId} AND refusal IS NULL LIMIT 1`;
  return row !== undefined;
}
