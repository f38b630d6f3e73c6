import { Injectable } from '@nestjs/common';
import { invariant } from '../../../decision';
import { Database } from '../../../platform/database/database';
import { refusing } from '../../ledger/act/refusing';
import { systemActOf } from '../../ledger/act/system-act';
import type { ManualBody, ReleaseBody, ReviewBody } from '../../ledger/act/till-act';
import { Till } from '../../till/queue/till';
import { type HoldState, type HoldUnderWay, listUnderWay, lockHolds, moveHolds, noteHeld } from './review-holds.sql';

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
    const holds = await listUnderWay(this.database.readsOf(networkId), networkId, HOLDS_A_PIECE, caseId);
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
