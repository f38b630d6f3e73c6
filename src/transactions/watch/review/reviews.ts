import { Injectable } from '@nestjs/common';
import { invariant } from '../../../decision';
import { Database, type Statements, type Tx } from '../../../platform/database/database';
import { sql, when } from '../../../platform/database/sql';
import { refusing } from '../../ledger/act/refusing';
import { systemActOf } from '../../ledger/act/system-act';
import type { ManualBody, ReleaseBody, ReviewBody } from '../../ledger/act/till-act';
import { Till } from '../../till/queue/till';

type HoldState = 'WAITING' | 'HELD' | 'TAKING' | 'FREEING' | 'TAKEN' | 'FREE' | 'NONE';

/** The points of one guest's acts in one case, which one act of the ledger will move. */
interface HoldUnderWay {
  readonly state: 'WAITING' | 'TAKING' | 'FREEING';
  readonly caseId: string;
  readonly guestId: string;
  readonly holdId: string | null;
  readonly points: number;
  readonly until: Date;
  readonly actIds: readonly string[];
  /** The person who last decided the case. Null: the case is undecided. */
  readonly decidedBy: string | null;
}

/** The most acts whose points one act of the ledger puts in review. */
const ACTS_A_HOLD = 100;

/** The reason code of journal rows that fraud watch requests. */
export const FRAUD_REASON = 'FRAUD';
/** A hook returns this when the acts have changed state meanwhile. Then nothing is recorded. */
const OVERTAKEN = 'already_decided';
const HOLDS_A_PIECE = 50;

/**
 * Puts points in review, takes them back and frees them, after the sale. Each step is an act of the ledger that is
 * noted in the act's own transaction, so it may be killed anywhere and run in several processes.
 */
@Injectable()
export class Reviews {
  constructor(
    private readonly database: Database,
    private readonly till: Till,
  ) {}

  /** Carries out the pending acts of the network, or of one case only. */
  async advance(networkId: string, caseId: string | null = null): Promise<void> {
    const holds = await this.database.readsOf(networkId).query<HoldUnderWay>`
      SELECT h.state, h.case_id, h.guest_id, h.hold_id, sum(h.points)::bigint AS points,
         max(h.until) AS until, (array_agg(h.transaction_id ORDER BY h.transaction_id))[1:${ACTS_A_HOLD}]::text[] AS "act_ids!",
         (SELECT d.decided_by FROM fraud_decisions d WHERE d.network_id = ${networkId} AND d.case_id = h.case_id ORDER BY d.id DESC
         LIMIT 1) AS decided_by
       FROM review_holds h
       WHERE h.network_id = ${networkId} AND h.state IN ('WAITING', 'TAKING', 'FREEING') ${when(caseId !== null, sql`AND h.case_id = ${caseId}`)}
       GROUP BY h.state, h.case_id, h.guest_id, h.hold_id ORDER BY h.case_id, h.guest_id LIMIT ${HOLDS_A_PIECE}`;
    for (const hold of holds) await this.act(networkId, hold);
  }

  private async act(networkId: string, hold: HoldUnderWay): Promise<void> {
    const { state, actIds } = hold;
    const body = bodyOf(hold);
    const done: HoldState = state === 'WAITING' ? 'NONE' : state === 'TAKING' ? 'TAKEN' : 'FREE';
    // Points that a refund took, or whose time is over, are no longer in review.
    const gone: HoldState = state === 'WAITING' ? 'NONE' : 'FREE';
    if (body === null) {
      await this.database.inNetwork(networkId, (tx) => moveHolds(tx, networkId, actIds, state, gone));
      return;
    }
    // A release by the platform means that a hold has timed out. This release is a person's decision.
    const besides = state === 'FREEING' ? { actor: { kind: 'user', id: hold.decidedBy } as const } : {};
    const outcome = await this.till.submit(systemActOf(networkId, hold.guestId, body, besides), {
      before: async (tx) => ((await lockHolds(tx, networkId, actIds, state)) ? null : refusing(OVERTAKEN)),
      after: (tx, row) => {
        if (state === 'WAITING') return noteHeld(tx, networkId, actIds, row);
        invariant(state !== 'TAKING' || row.pointsEarned <= hold.points, 'no more is taken back than was in review');
        return moveHolds(tx, networkId, actIds, state, done);
      },
    });
    if (outcome.kind === 'REFUSED' && outcome.code !== OVERTAKEN)
      await this.database.inNetwork(networkId, (tx) => moveHolds(tx, networkId, actIds, state, gone));
  }
}

function bodyOf({ state, actIds, until, holdId, points }: HoldUnderWay): ReviewBody | ReleaseBody | ManualBody | null {
  if (state === 'WAITING') return { kind: 'REVIEW', actIds, expiresAt: until.getTime() };
  if (holdId === null) return null;
  if (state === 'FREEING') return { kind: 'RELEASE', holdId, isReview: true };
  invariant(Number.isSafeInteger(points) && points > 0, 'points that are taken back were in review');
  return {
    kind: 'MANUAL',
    direction: 'DEBIT',
    points,
    reasonCode: FRAUD_REASON,
    comment: null,
    expiryId: null,
    holdId,
    isReview: true,
  };
}

/** Whether the reviews of these acts are still in this state. Their rows stay locked until the end of the transaction. */
async function lockHolds(tx: Tx, networkId: string, actIds: readonly string[], state: HoldState) {
  const rows = await tx.query<{ state: HoldState }>`
    SELECT state FROM review_holds WHERE network_id = ${networkId} AND transaction_id = ANY (${actIds}::uuid[])
     ORDER BY transaction_id FOR UPDATE`;
  return rows.every((row) => row.state === state);
}

/** Notes the points of each act that the ledger put in review. The other acts had no points left. */
async function noteHeld(
  tx: Tx,
  networkId: string,
  actIds: readonly string[],
  row: { readonly id: string; readonly guestId: string | null },
): Promise<void> {
  await tx.query`
    UPDATE review_holds h SET state = CASE WHEN m.points IS NULL THEN 'NONE' ELSE 'HELD' END, hold_id = CASE
     WHEN m.points IS NULL THEN NULL ELSE ${row.id}::uuid END,
       points = coalesce(m.points, 0), guest_id = coalesce(${row.guestId}, h.guest_id)
     FROM unnest(${actIds}::uuid[]) a(id)
     LEFT JOIN (SELECT y.lot_id, sum(y.amount)::bigint AS points FROM transfers y
       WHERE y.network_id = ${networkId} AND y.transaction_id = ${row.id} GROUP BY y.lot_id) m ON m.lot_id = a.id
     WHERE h.network_id = ${networkId} AND h.transaction_id = a.id`;
}

async function moveHolds(
  tx: Pick<Statements, 'query'>,
  networkId: string,
  actIds: readonly string[],
  from: HoldState,
  to: HoldState,
): Promise<void> {
  await tx.query`
    UPDATE review_holds SET state = ${to} WHERE network_id = ${networkId} AND transaction_id = ANY (${actIds}::uuid[])
     AND state = ${from}`;
}
