import { Injectable } from '@nestjs/common';
import type { PartnerSettlement } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Statements, type Tx } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import { asAnswer } from '../../platform/http/as-answer';
import type { SortedQuery } from '../../platform/http/list-query';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { found } from '../../platform/problems/problem';
import type { PartnerLimits } from '../../configuration';
import { type AuditVerb, Audit, type RequestContext } from '../../security';
import { AccountsQuery } from '../../transactions';
import * as dto from './partner.dto';
import { readLedgerNow, type Reads, SUMS, unsettled } from './partners.sql';
import type { PartnerRow } from './partner.dto';
import { sql, when } from '../../platform/database/sql';

/** Points of receipts, refunds apart. */
interface PartnerSums {
  readonly operations: number;
  readonly earned: number;
  readonly earnReturned: number;
  readonly burned: number;
  readonly burnReturned: number;
}

export const MAX_PARTNERS = 200;

/** The kind of partners' accounts in the ledger. */
const PARTNER_ACCOUNT = 'PARTNER';

/** A network's partners with their accounts and settlements. */
@Injectable()
export class Partners implements PartnerLimits {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsQuery,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  list(networkId: string, query: SortedQuery) {
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, { name: 'partners', model: 'partner', query, where: { networkId }, answer: dto.partnerAnswer }),
    );
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string, tx: Statements = this.database.readsOf(networkId)): Promise<dto.PartnerRow> {
    return found(await findPartner(tx, networkId, id));
  }

  /** With its row locked: changes, limits and periods of one partner come one after the other. @throws ProblemError `not_found` */
  async lock(tx: Tx, networkId: string, id: string): Promise<dto.PartnerRow> {
    return found(await findPartner(tx, networkId, id, true));
  }

  /** Changes a partner whose row is locked, and adds an audit entry. */
  async change(
    tx: Tx,
    context: RequestContext,
    row: dto.PartnerRow,
    change: dto.ChangePartnerBody,
  ): Promise<dto.PartnerAnswer> {
    const before = dto.partnerAnswer(row);
    const { name, benefits, earnPerDay, burnPerDay, closed } = { ...before, ...givenMembers(change) };
    const { id } = row;
    const closedAt = closed ? (row.closedAt ?? this.clock.now()) : null;
    const stored = await tx.prisma.partner.update({
      where: { networkId_id: { networkId: context.networkId, id } },
      data: { name, benefits, earnPerDay, burnPerDay, closedAt },
    });
    const after = dto.partnerAnswer(stored);
    await this.note(tx, context, 'changed', id, { before, after });
    return after;
  }

  async applyLimits(tx: Tx, context: RequestContext, id: string, change: unknown): Promise<void> {
    const row = await this.lock(tx, context.networkId, id);
    await this.change(tx, context, row, dto.partnerLimitsSchema.parse(change));
  }

  /** Undefined: the network has no such partner. */
  find(networkId: string, id: string): Promise<dto.PartnerRow | undefined> {
    return findPartner(this.database.readsOf(networkId), networkId, id);
  }

  /** Points that the partner took less points that it gave, by the ledger. */
  async balanceOf(networkId: string, id: string): Promise<number> {
    const { items } = await this.accounts.accountsOf(networkId);
    return items.find(({ kind, ownerId }) => kind === PARTNER_ACCOUNT && ownerId === id)?.balance ?? 0;
  }

  /** @throws ProblemError `not_found` */
  async account(networkId: string, id: string): Promise<dto.PartnerAccountAnswer> {
    const partner = await this.get(networkId, id);
    const last = await this.database.inNetwork(networkId, (tx) => this.findLastSettlement(tx, networkId, id));
    const tx = this.database.readsOf(networkId);
    const now = await readLedgerNow(tx);
    const [open, balance] = await Promise.all([
      tx.one<PartnerSums>`SELECT ${SUMS} FROM (${unsettled(networkId, id, last, now)}) t`,
      this.balanceOf(networkId, id),
    ]);
    return {
      partnerId: partner.id,
      balance,
      settledUntil: last?.untilAt.toISOString() ?? null,
      open,
    };
  }

  /** @throws ProblemError `not_found` */
  async listSettlements(name: string, networkId: string, id: string, query: SortedQuery) {
    await this.get(networkId, id);
    return this.database.inNetwork(networkId, (tx) =>
      listRows(tx, {
        name,
        model: 'partnerSettlement',
        query,
        where: { networkId, partnerId: id },
        answer: dto.settlementAnswer,
      }),
    );
  }

  /** @throws ProblemError `not_found` */
  async getSettlement(networkId: string, id: string, settlementId: string): Promise<dto.SettlementAnswer> {
    const where = { networkId, id: settlementId, partnerId: id };
    const row = await this.database.inNetwork(networkId, (tx) => getRow(tx, 'partnerSettlement', where));
    return dto.settlementAnswer(row);
  }

  findLastSettlement(tx: Tx, networkId: string, partnerId: string): Promise<PartnerSettlement | null> {
    return tx.prisma.partnerSettlement.findFirst({ where: { networkId, partnerId }, orderBy: { number: 'desc' } });
  }

  async listLines(
    networkId: string,
    settlementId: string,
    after: string,
    limit: number,
  ): Promise<dto.SettlementLineAnswer[]> {
    // The receipts of a closed period after this one, ordered by id.
    const rows = await this.database.readsOf(networkId).query<{
      id: string;
      kind: 'EARN' | 'EARN_RETURN' | 'BURN' | 'BURN_RETURN';
      points: number;
      reference: string | null;
      receiptNumber: string | null;
      recordedAt: Date;
    }>`
      SELECT l.transaction_id AS id, l.kind, l.points, t.external_order_id AS reference, t.receipt_number,
             t.recorded_at
        FROM partner_settlement_lines l JOIN transactions t ON t.network_id = ${networkId} AND t.id = l.transaction_id
       WHERE l.network_id = ${networkId} AND l.settlement_id = ${settlementId} AND l.transaction_id > ${after} ORDER BY l.transaction_id LIMIT ${limit}`;
    return rows.map((row) => asAnswer(dto.settlementLineSchema, row));
  }

  async note(
    tx: Tx,
    { networkId, author }: RequestContext,
    action: AuditVerb<'partner'>,
    id: string,
    values: { readonly before?: dto.PartnerAnswer; readonly after?: dto.PartnerAnswer },
  ): Promise<void> {
    await this.audit.appendChange(tx, networkId, author, `partner.${action}`, id, {
      ...(values.before && { before: dto.auditedPartner(values.before) }),
      ...(values.after && { after: dto.auditedPartner(values.after) }),
    });
  }
}

/** `benefits` comes as text: the driver leaves JSON as it is. */
async function findPartner(
  tx: Reads,
  networkId: string,
  id: string,
  isLocked = false,
): Promise<PartnerRow | undefined> {
  const row = await tx.maybe<{
    id: string;
    code: string;
    name: string;
    benefitsText: string;
    earnPerDay: number;
    burnPerDay: number;
    closedAt: Date | null;
    createdAt: Date;
  }>`
    SELECT id, code, name, benefits::text AS benefits_text, earn_per_day, burn_per_day,
            closed_at, created_at
       FROM partners WHERE network_id = ${networkId} AND id = ${id} ${when(isLocked, sql`FOR UPDATE`)}`;
  if (row === undefined) return undefined;
  const { benefitsText, ...columns } = row;
  return { ...columns, benefits: JSON.parse(benefitsText) as PartnerRow['benefits'] };
}
