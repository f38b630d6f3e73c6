import { Injectable } from '@nestjs/common';
import { Networks } from '../../configuration';
import { keyDigest } from '../../platform/claims/claim-digest';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { RequestContext } from '../../security';
import {
  ActIntake,
  findOutcomeOfKey,
  type ManualBody,
  ManualActs,
  NO_RECEIPT,
  type Outcome,
  requirePosted,
  type TillAct,
} from '../../transactions';
import type { BonusBody, FeedbackDetail } from './feedback.dto';

const REASON = 'GOODWILL';
/** A bonus that was refused or rejected can be tried so often. */
const MOST_TRIES = 10;
/** The hash of every request, so that another sum for the same visit counts as a repeat and gives no second bonus. */
const HASH = '0'.repeat(64);

type IdempotencyKey = NonNullable<TillAct['key']>;

/** The visit that a bonus is for. */
interface Visit {
  readonly saleId: string;
  readonly guestId: string;
  readonly restaurantId: string | null;
}

/** Goodwill bonuses for bad visits: manual credits within the limits of who gives them, once a visit by their key. */
@Injectable()
export class GoodwillBonuses {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly intake: ActIntake,
    private readonly manual: ManualActs,
  ) {}

  /** The bonus that was given or waits; null: none. */
  async find(tx: Tx, networkId: string, saleId: string): Promise<FeedbackDetail['bonus']> {
    return (await this.lastTry(tx, networkId, saleId)).bonus;
  }

  /** One that was given before is left as it is. @throws ProblemError the refusal of the credit */
  async give(context: RequestContext, { saleId, guestId, restaurantId }: Visit, body: BonusBody): Promise<void> {
    const { principal, networkId, call, origin } = context;
    const { bonus, key } = await this.database.inNetwork(networkId, (tx) => this.lastTry(tx, networkId, saleId));
    if (bonus !== null) return;
    if (key === null) throw new ProblemError('already_decided');
    const manual: ManualBody = {
      kind: 'MANUAL',
      direction: 'CREDIT',
      points: body.points,
      reasonCode: REASON,
      comment: body.comment ?? null,
      expiryId: null,
    };
    const act = await this.intake.place({
      principal,
      guestId,
      key,
      body: manual,
      pointOfSaleId: null,
      receipt: NO_RECEIPT,
      occurredAt: null,
      requestId: call.requestId,
    });
    const network = await this.networks.getProfile(networkId);
    requirePosted(await this.manual.post({ ...act, restaurantId }, principal, network, origin));
  }

  /** The bonus of the visit if there is one, else the idempotency key of the next try; both null after `MOST_TRIES`. */
  private async lastTry(
    tx: Tx,
    networkId: string,
    saleId: string,
  ): Promise<{ readonly bonus: FeedbackDetail['bonus']; readonly key: IdempotencyKey | null }> {
    for (let n = 1; n <= MOST_TRIES; n += 1) {
      const key = { digest: keyDigest(`feedback bonus ${saleId} ${String(n)}`, null), requestHash: HASH };
      const outcome = await findOutcomeOfKey(tx, networkId, key);
      if (outcome === null) return { bonus: null, key };
      const bonus = await this.bonusOf(tx, networkId, outcome);
      if (bonus !== null) return { bonus, key: null };
    }
    return { bonus: null, key: null };
  }

  private async bonusOf(tx: Tx, networkId: string, outcome: Outcome): Promise<FeedbackDetail['bonus']> {
    if (outcome.kind === 'REFUSED') return null;
    if (outcome.kind === 'POSTED')
      return { status: 'GIVEN', points: outcome.row.pointsEarned, transactionId: outcome.row.id };
    const { id } = outcome.body as { id: string };
    const approval = await tx.prisma.approval.findUnique({ where: { networkId_id: { networkId, id } } });
    if (approval === null) return null;
    const bonus = { points: Number(approval.points), transactionId: id };
    if (approval.status === 'AWAITING_APPROVAL') return { status: 'WAITING', ...bonus };
    return approval.status === 'POSTED' ? { status: 'GIVEN', ...bonus } : null;
  }
}
