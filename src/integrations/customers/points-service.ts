import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Networks, Snapshots } from '../../configuration';
import { Guests } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { keyDigest } from '../../platform/claims/claim-digest';
import { parseDecimal } from '../../platform/http/decimal-money.rules';
import { ProblemError } from '../../platform/problems/problem';
import { MAX_ACT_AMOUNT } from '../../platform/http/schemas';
import { newId } from '../../platform/ids/ids';
import { networkOf, type RequestContext, requirePermission } from '../../security';
import {
  ActIntake,
  commentsOf,
  ManualActs,
  type ManualBody,
  type Outcome,
  type RedemptionBody,
  type RefusalReason,
  refusing,
  ReportActivity,
  respond,
  Till,
  TransactionHistory,
} from '../../transactions';
import { entriesOf, REASON_OF } from './points-entries.rules';
import type { EarnBody, PointsHistory, PointsMoved, PointsWaiting, RedeemPointsBody } from './points-service.dto';

/** Activities for which the rewards system's name differs from the programme's. */
const ACTIVITY_OF: Readonly<Record<string, string>> = { product_review: 'review', social_share: 'socialShare' };

interface AskedPoints {
  readonly context: RequestContext;
  readonly customerId: string;
  readonly guestId: string;
  readonly reference: string;
  /** The order reference that the service sent, if any. */
  readonly orderId: string | null;
}

interface AdjustBody {
  readonly customerId: string;
  readonly points: number;
  readonly reference: string;
  readonly description?: string | null | undefined;
}

/** Gives and takes points for the rewards system. Each call is an ordinary act with its limits and permissions. */
@Injectable()
export class PointsService {
  constructor(
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly manual: ManualActs,
    private readonly commands: CommandBus,
    private readonly history: TransactionHistory,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
    private readonly database: Database,
  ) {}

  /** Records an AWARD of an activity, or a manual credit. @throws ProblemError `limit_exceeded`, `activity_unknown` */
  async earn(context: RequestContext, body: EarnBody): Promise<PointsMoved | PointsWaiting> {
    const { points, activity, description, type } = body;
    // Checked before permissions, because guests of other networks do not exist for the caller.
    const asked = await this.askedBy(context, 'earn', body);
    requirePermission(context.principal, activity == null ? 'manual.post' : 'activity.report');
    if (activity == null)
      return this.moveByHand(asked, 'CREDIT', points ?? 0, description, REASON_OF[type ?? 'earned']);
    const reported = { activity: ACTIVITY_OF[activity] ?? activity, reference: asked.reference };
    return this.tell(
      asked,
      await this.commands.execute(new ReportActivity(asked.context, { guestId: asked.guestId, body: reported })),
    );
  }

  /** Records a REDEMPTION on an order by the programme's rules, or a manual debit. */
  async redeem(context: RequestContext, body: RedeemPointsBody): Promise<PointsMoved | PointsWaiting> {
    const { points, orderAmount, pointOfSaleId, description } = body;
    const asked = await this.askedBy(context, 'redeem', body);
    requirePermission(context.principal, orderAmount == null ? 'manual.post' : 'rewards.redeem');
    if (orderAmount == null) {
      const refused = await this.refuseByProgram(context.networkId, points);
      return this.moveByHand(asked, 'DEBIT', points, description, REASON_OF.earned, refused);
    }
    const { currencyDigits } = await this.networks.getProfile(context.networkId);
    const amount = parseDecimal(String(orderAmount), currencyDigits);
    if (amount === undefined || amount > MAX_ACT_AMOUNT)
      throw new ProblemError('invalid_body', {}, [{ path: 'orderAmount', code: 'not_valid', message: '' }]);
    const redemption: RedemptionBody = { kind: 'REDEMPTION', points, orderAmount: amount };
    return this.tell(asked, await this.till.submit(await this.place(asked, redemption, pointOfSaleId ?? null)));
  }

  /** Records a manual credit, or a debit for a negative number; no rule of the programme limits it. @throws ProblemError `limit_exceeded` */
  async adjust(context: RequestContext, body: AdjustBody): Promise<PointsMoved | PointsWaiting> {
    const asked = await this.askedBy(context, 'adjust', body);
    requirePermission(context.principal, 'manual.post');
    const direction = body.points > 0 ? 'CREDIT' : 'DEBIT';
    return this.moveByHand(asked, direction, Math.abs(body.points), body.description, REASON_OF.bonus);
  }

  /** A customer's points movements, newest first. @throws ProblemError `guest_not_found` */
  async list(
    { principal, language }: RequestContext,
    customerId: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<PointsHistory> {
    const guestId = await this.guests.getIdByReference(principal, customerId);
    const listed = await this.history.list(principal, guestId, page, language);
    const { items, nextCursor } = listed.parsed();
    const byHand = items.flatMap(({ type, id }) => (type === 'MANUAL' ? [id] : []));
    // Comments that staff wrote for colleagues are not shown to the guest.
    const commentOf =
      principal.kind === 'guest'
        ? () => null
        : await commentsOf(this.database.readsOf(networkOf(principal)), networkOf(principal), byHand);
    return {
      customerId,
      points_transactions: items.flatMap((item) => entriesOf(item, commentOf(item.id))),
      next_cursor: nextCursor,
    };
  }

  private async moveByHand(
    asked: AskedPoints,
    direction: ManualBody['direction'],
    points: number,
    description: string | null | undefined,
    reasonCode: string,
    refused?: RefusalReason,
  ): Promise<PointsMoved | PointsWaiting> {
    const { principal, origin, networkId } = asked.context;
    const comment = description ?? null;
    const body: ManualBody = { kind: 'MANUAL', direction, points, reasonCode, comment, expiryId: null };
    const network = await this.networks.getProfile(networkId);
    const act = await this.place(asked, body, null, refused);
    return this.tell(asked, await this.manual.post(act, principal, network, origin), description);
  }

  /** Checks a redemption without an order: no bill limits it, but the programme must allow redemptions, and its minimum holds. */
  private async refuseByProgram(networkId: string, points: number): Promise<RefusalReason | undefined> {
    const snapshot = await this.snapshots.current(networkId);
    const redemption = snapshot.programInForce(this.clock.now())?.program.document.redemption;
    if (redemption === undefined) return undefined;
    if (redemption === null) return refusing('redemption_limit_exceeded', { max: 0 });
    return points < redemption.minPoints
      ? refusing('redemption_below_minimum', { min: redemption.minPoints })
      : undefined;
  }

  private place(
    asked: AskedPoints,
    body: ManualBody | RedemptionBody,
    pointOfSaleId: string | null,
    refused?: RefusalReason,
  ) {
    const { guestId, orderId } = asked;
    const { principal, call } = asked.context;
    return this.intake.place({
      principal,
      guestId,
      body,
      pointOfSaleId,
      receipt: { number: null, externalOrderId: orderId, businessDate: null },
      occurredAt: null,
      key: { digest: keyDigest(call.key ?? newId(), call.space), requestHash: call.requestHash },
      requestId: call.requestId,
      refused,
    });
  }

  /** A call without a key uses its reference as key, or gets a new key, which the answer contains. */
  private async askedBy(
    given: RequestContext,
    name: 'earn' | 'redeem' | 'adjust',
    { customerId, reference }: { readonly customerId: string; readonly reference?: string | null | undefined },
  ): Promise<AskedPoints> {
    const guestId = await this.guests.getIdByReference(given.principal, customerId);
    const named = reference ?? given.call.key ?? newId();
    const context = given.keyedBy(`loyalty/points/${name}/${named}`);
    return { context, customerId, guestId, reference: named, orderId: reference ?? null };
  }

  private async tell(
    asked: AskedPoints,
    outcome: Outcome,
    description: string | null = null,
  ): Promise<PointsMoved | PointsWaiting> {
    const { customerId, reference } = asked;
    const { call, language, networkId } = asked.context;
    const network = await this.networks.getProfile(networkId);
    const answer = respond(outcome, call, { network, language });
    if (!('trace' in answer)) return { customerId, id: answer.id, status: 'pending', reference };
    const [entry] = entriesOf(answer, description);
    return {
      customerId,
      // An activity beyond its limit gives no points; the entry then says why.
      ...(entry ?? { id: answer.id, type: 'bonus', points: 0, description: answer.trace[0]?.reason ?? null }),
      timestamp: answer.occurredAt,
      reference,
      points_balance: (answer.balance?.available ?? 0) - (answer.balance?.elsewhere ?? 0),
    };
  }
}
