import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { type GuestStatus, LookupGuest } from '../../identity';
import { keyDigest } from '../../platform/claims/claim-digest';
import { calendarOf, isoDateOf } from '../../platform/clock/calendar';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { RequestContext } from '../../security';
import {
  ActIntake,
  findOutcomeOfKey,
  LedgerBalances,
  type Outcome,
  type PartnerBody,
  respond,
  Till,
} from '../../transactions';
import type * as dto from './partner.dto';
import { Partners } from './partners';
import { type Reads, ofPartner } from './partners.sql';
import { lowestIdAt } from '../../platform/ids/ids';

type Direction = PartnerBody['direction'];

/** Points of a guest whom the caller names by id; the network trusts such a partner like a till system. */
export interface MoveOfGuest extends Pick<dto.PartnerMoveBody, 'points' | 'reference' | 'receiptNumber'> {
  readonly guestId: string;
}

/** A requested operation, with its idempotency key. */
interface AskedOperation {
  readonly context: RequestContext;
  readonly network: NetworkProfile;
  readonly partner: dto.PartnerRow;
  readonly key: { readonly digest: string; readonly requestHash: string };
  readonly receipt: Pick<dto.PartnerMoveBody, 'reference' | 'receiptNumber'>;
}

/** Points that a partner gives or takes: acts of the till between the guest's account and the partner's. */
@Injectable()
export class PartnerPoints {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly partners: Partners,
    private readonly lookup: LookupGuest,
    private readonly balances: LedgerBalances,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `limit_exceeded`, `guest_not_found`, the act's own refusals */
  async move(
    context: RequestContext,
    direction: Direction,
    body: dto.PartnerMoveBody | MoveOfGuest,
  ): Promise<dto.PartnerOperation> {
    const asked = await this.askedBy(context, direction === 'CREDIT' ? 'earn' : 'burn', body);
    const known = await this.findKnown(asked);
    // The guest's code may have expired by the time of a repeated call, so that call's guest is not looked up again.
    const outcome = known ?? (await this.post(asked, direction, await this.guestOf(asked, body), body.points));
    return this.tell(asked, outcome);
  }

  /** @throws ProblemError `not_found`, also for another partner's operation; `refund_exceeds_sale`, `insufficient_points` */
  async refund(context: RequestContext, body: dto.PartnerRefundBody): Promise<dto.PartnerOperation> {
    const asked = await this.askedBy(context, 'refund', body);
    const known = await this.findKnown(asked);
    return this.tell(asked, known ?? (await this.postRefund(asked, body)));
  }

  private async postRefund(asked: AskedOperation, { operationId, points }: dto.PartnerRefundBody): Promise<Outcome> {
    const { network, partner } = asked;
    const tx = this.database.readsOf(network.id);
    // An operation of this partner that can be refunded, with its remaining points.
    const operation = await tx.maybe<{ guestId: string; direction: 'CREDIT' | 'DEBIT'; left: number }>`
      SELECT t.guest_id AS "guest_id!", t.direction AS "direction!", t.points_earned - coalesce((
          SELECT sum(r.points_earned) FROM transactions r
           WHERE r.network_id = ${network.id} AND r.related_id = t.id AND r.type = 'MANUAL'), 0)::bigint AS left
        FROM transactions t WHERE ${ofPartner(network.id, partner.id)} AND t.id = ${operationId} AND t.related_id IS NULL`;
    if (operation === undefined) throw new ProblemError('not_found');
    const { guestId, direction, left } = operation;
    if (points == null && left === 0) throw new ProblemError('refund_exceeds_sale', { max: 0 });
    const back = direction === 'CREDIT' ? 'DEBIT' : 'CREDIT';
    return this.till.submit(await this.place(asked, back, guestId, points ?? left, operationId));
  }

  private async post(asked: AskedOperation, direction: Direction, guestId: string, points: number): Promise<Outcome> {
    const act = await this.place(asked, direction, guestId, points, null);
    return this.till.submit(act, {
      before: async (tx) => {
        await this.requireRoom(tx, asked, direction, points);
        return null;
      },
    });
  }

  private place(
    { context: { principal, call, origin }, partner: { id, name }, key, receipt }: AskedOperation,
    direction: Direction,
    guestId: string,
    points: number,
    refundOf: string | null,
  ) {
    return this.intake.place({
      principal,
      guestId,
      body: { kind: 'PARTNER', direction, points, partner: { id, name }, refundOf },
      pointOfSaleId: null,
      receipt: { number: receipt.receiptNumber ?? null, externalOrderId: receipt.reference, businessDate: null },
      occurredAt: null,
      key,
      requestId: call.requestId,
      origin,
    });
  }

  /** Checks the day's limit. Its sum covers all guests, so the partner's row is locked too. @throws ProblemError `limit_exceeded` */
  private async requireRoom(
    tx: Tx,
    { network, partner }: AskedOperation,
    direction: Direction,
    points: number,
  ): Promise<void> {
    const { earnPerDay, burnPerDay, closedAt } = await this.partners.lock(tx, network.id, partner.id);
    if (closedAt !== null) throw new ProblemError('not_found');
    const { dayStart } = network.settings;
    const calendar = calendarOf(network.timeZone, dayStart);
    const today = isoDateOf(calendar.businessDay(this.clock.now().getTime()));
    const used = await sumSince(tx, network.id, partner.id, direction, calendar.instantOf(`${today}T${dayStart}`));
    const left = Math.max(0, (direction === 'CREDIT' ? earnPerDay : burnPerDay) - used);
    if (points > left) throw new ProblemError('limit_exceeded', { left });
  }

  /** @throws ProblemError `not_found` for a key without a partner, or of a closed partner */
  private async askedBy(
    context: RequestContext,
    name: 'earn' | 'burn' | 'refund',
    receipt: AskedOperation['receipt'],
  ): Promise<AskedOperation> {
    const { principal, networkId, call } = context;
    if (principal.kind !== 'key') throw new Error('a principal without a key reached a route of partners');
    const partner = await this.partners.get(networkId, principal.integrationId);
    if (partner.closedAt !== null) throw new ProblemError('not_found');
    const key = call.key ?? `partner/${name}/${receipt.reference}`;
    return {
      context,
      network: await this.networks.getProfile(networkId),
      partner,
      key: { digest: keyDigest(key, call.space), requestHash: call.requestHash },
      receipt,
    };
  }

  private findKnown({ network, key }: AskedOperation): Promise<Outcome | null> {
    return findOutcomeOfKey(this.database.readsOf(network.id), network.id, key);
  }

  private async guestOf(
    { network, context: { principal, origin, language } }: AskedOperation,
    body: dto.PartnerMoveBody | MoveOfGuest,
  ): Promise<string> {
    if ('guestId' in body) return body.guestId;
    const { guest } = await this.lookup.execute<{ status: GuestStatus }>(
      network,
      body.guest,
      { principal, origin },
      {
        read: async (tx, guestId) => {
          const status = (await this.balances.listStatuses(tx, network.id, [guestId])).get(guestId);
          if (status === undefined) throw new Error(`the guest ${guestId} has no state`);
          return { status };
        },
        find: async (tx, name) => {
          // Only the guest is needed; the query also returns the next expiry.
          const found = await this.balances.findByNameWithExpiring(tx, network.id, name, 1, language);
          return found && { row: found.row, shown: { status: found.shown } };
        },
      },
    );
    return guest.id;
  }

  private tell({ context: { call, language }, network }: AskedOperation, outcome: Outcome): dto.PartnerOperation {
    const answer = respond(outcome, call, { network, language });
    // Only an act of a person can wait for approval, and these routes are open to API keys alone.
    if (!('trace' in answer) || answer.type === 'REFUND' || outcome.kind !== 'POSTED')
      throw new Error('an operation of a partner was set aside');
    const isRefund = outcome.row.relatedId !== null;
    const given = answer.direction === 'CREDIT';
    return {
      id: answer.id,
      kind: given ? (isRefund ? 'BURN_RETURN' : 'EARN') : isRefund ? 'EARN_RETURN' : 'BURN',
      points: answer.points,
      reference: answer.externalOrderId,
      receiptNumber: answer.receiptNumber,
      available: (answer.balance?.available ?? 0) - (answer.balance?.elsewhere ?? 0),
      recordedAt: answer.recordedAt,
      reason: answer.trace[0]?.reason ?? null,
    };
  }
}

/** The points that the partner gave or took since an instant. Refunds don't reduce this sum. */
async function sumSince(
  tx: Reads,
  networkId: string,
  partnerId: string,
  direction: 'CREDIT' | 'DEBIT',
  since: number,
): Promise<number> {
  const { points } = await tx.one<{ points: number }>`
    SELECT coalesce(sum(t.points_earned), 0)::bigint AS points FROM transactions t
     WHERE ${ofPartner(networkId, partnerId)} AND t.id >= ${lowestIdAt(since)} AND t.direction = ${direction}
       AND t.related_id IS NULL`;
  return points;
}
