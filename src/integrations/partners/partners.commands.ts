import { Injectable } from '@nestjs/common';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { refuseTakenCode } from '../../configuration';
import { Audit, type ChangeRequestAnswer, ChangeRequests, statusOr, type OnOne, UseCase } from '../../security';
import * as dto from './partner.dto';
import { MAX_PARTNERS, Partners } from './partners';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { readLedgerNow, unsettled, SUMS } from './partners.sql';
import type { PartnerBody } from '../../transactions';
import { type MoveOfGuest, PartnerPoints } from './partner-points';
import { Handles } from '../../platform/http/handlers-of';
import type { Tx } from '../../platform/database/database';
import type { PartnerSettlement } from '../../generated/prisma/client';

type PartnerOrRequest = dto.PartnerAnswer | ChangeRequestAnswer;

/**
 * Changes the members that are given; a closed partner may be opened again. A higher daily limit for given points needs a second person's approval
 * (202), as do the partner's keys; other members change at once.
 */
export class ChangePartner extends UseCase<PartnerOrRequest, OnOne<dto.ChangePartnerBody>> {}

/** Makes a partner. It can do nothing before it has a key. */
export class CreatePartner extends UseCase<dto.PartnerAnswer, { body: dto.CreatePartnerBody }> {}

/** Gives points of a partner to a guest (CREDIT), or takes them (DEBIT). The guest shows a code, or the partner names the guest by id. */
export class MovePartnerPoints extends UseCase<
  dto.PartnerOperation,
  { direction: PartnerBody['direction']; body: dto.PartnerMoveBody | MoveOfGuest }
> {}

/** An operation of the partner goes back, in part or as a whole. */
export class RefundPartnerPoints extends UseCase<dto.PartnerOperation, { body: dto.PartnerRefundBody }> {}

/** Closes a partner's period, which gets all receipts that belong to no period yet. */
export class SettlePartner extends UseCase<dto.SettlementAnswer, OnOne<dto.SettleBody>> {}

@Injectable()
export class PartnersHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly partners: Partners,
    private readonly requests: ChangeRequests,
    private readonly points: PartnerPoints,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `changed_meanwhile` */
  @Handles(ChangePartner)
  changePartner({ context, input: { id, body } }: ChangePartner): Promise<PartnerOrRequest> {
    const { networkId, call } = context;
    return this.keyed.run<PartnerOrRequest>(networkId, call, statusOr(200), async (tx) => {
      const row = await this.partners.lock(tx, networkId, id);
      await requireUnchanged(call, () => dto.taggedPartner(dto.partnerAnswer(row)));
      const { earnPerDay = row.earnPerDay } = body;
      if (earnPerDay <= row.earnPerDay) return this.partners.change(tx, context, row, body);
      await this.partners.change(tx, context, row, { ...body, earnPerDay: row.earnPerDay });
      return this.requests.ask(tx, context, { kind: 'SETTINGS', subjectId: id, change: { earnPerDay } });
    });
  }

  /** @throws ProblemError `code_taken`, `network_full` */
  @Handles(CreatePartner)
  createPartner({ context, input: { body } }: CreatePartner): Promise<dto.PartnerAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      const data = { networkId, id: newId(), ...body };
      const row = await tx.prisma.partner.create({ data }).catch(refuseTakenCode);
      if ((await tx.prisma.partner.count({ where: { networkId } })) > MAX_PARTNERS)
        throw new ProblemError('network_full', { max: MAX_PARTNERS });
      const answer = dto.partnerAnswer(row);
      await this.partners.note(tx, context, 'created', row.id, { after: answer });
      return answer;
    });
  }

  @Handles(MovePartnerPoints)
  movePartnerPoints({ context, input: { direction, body } }: MovePartnerPoints): Promise<dto.PartnerOperation> {
    return this.points.move(context, direction, body);
  }

  @Handles(RefundPartnerPoints)
  refundPartnerPoints({ context, input: { body } }: RefundPartnerPoints): Promise<dto.PartnerOperation> {
    return this.points.refund(context, body);
  }

  /** @throws ProblemError `not_found`, `settlement_out_of_order`, `nothing_to_settle` */
  @Handles(SettlePartner)
  settlePartner({ context, input: { id, body } }: SettlePartner): Promise<dto.SettlementAnswer> {
    const { networkId, call, principal, author } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await this.partners.lock(tx, networkId, id);
      const until = body.until == null ? await readLedgerNow(tx) : new Date(body.until);
      const last = await this.partners.findLastSettlement(tx, networkId, id);
      if (last !== null && until <= last.untilAt)
        throw new ProblemError('settlement_out_of_order', { settledUntil: last.untilAt.toISOString() });
      const made = { id: newId(), until, closedBy: principal.id };
      if (!(await insertSettlement(tx, networkId, id, last, made))) throw new ProblemError('nothing_to_settle');
      const where = { networkId_id: { networkId, id: made.id } };
      const answer = dto.settlementAnswer(await tx.prisma.partnerSettlement.findUniqueOrThrow({ where }));
      const { number, operations, closing } = answer;
      await this.audit.appendChange(tx, networkId, author, 'partner.settled', id, {
        after: { settlementId: made.id, number, operations, closing },
      });
      return answer;
    });
  }
}

/**
 * Closes the period in one statement, so that figures and receipts are of one look; false: there is nothing in it.
 * The partner is locked.
 */
async function insertSettlement(
  tx: Tx,
  networkId: string,
  partnerId: string,
  last: PartnerSettlement | null,
  made: { readonly id: string; readonly until: Date; readonly closedBy: string },
): Promise<boolean> {
  const settled = await tx.query<{ id: string }>`
    WITH lines AS MATERIALIZED (${unsettled(networkId, partnerId, last, made.until)}),
     sums AS (SELECT ${SUMS} FROM lines),
     settled AS (
       INSERT INTO partner_settlements (network_id, id, partner_id, number, from_at, until_at, operations,
         opening, earned, earn_returned, burned, burn_returned, closing, closed_by)
       SELECT ${networkId}, ${made.id}::uuid, ${partnerId}, ${(last?.number ?? 0) + 1}::integer, ${last?.untilAt ?? null}::timestamptz,
              ${made.until}, operations, ${last?.closing ?? 0}::bigint, earned, earn_returned, burned, burn_returned,
              ${last?.closing ?? 0}::bigint - earned + earn_returned + burned - burn_returned, ${made.closedBy}::uuid
         FROM sums WHERE operations > 0 RETURNING id),
     written AS (
       INSERT INTO partner_settlement_lines (network_id, transaction_id, settlement_id, kind, points)
       SELECT ${networkId}, lines.id, ${made.id}::uuid, lines.kind, lines.points FROM lines)
     SELECT id FROM settled`;
  return settled.length > 0;
}
