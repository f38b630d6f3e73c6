import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../../configuration';
import { calendarOf, isoDateOf } from '../../../platform/clock/calendar';
import { Clock } from '../../../platform/clock/clock';
import { Database, type Tx } from '../../../platform/database/database';
import type { KeyedCall } from '../../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../../platform/problems/problem';
import { networkOf, type Origin, type Principal, requireRestaurant } from '../../../security';
import { THOUSANDTHS } from '../intake/act.dto';
import { actKeyOf, ActIntake } from '../intake/act-intake';
import { Approvals } from './approvals';
import { findJournalRows, type JournalRow } from '../../ledger/journal/journal-row';
import { deleteClaimsOf } from '../../../platform/claims/claims.sql';
import { CLAIM_LETTER } from '../../ledger/claims/claim-digests';
import { refundFiguresOf } from '../responses/transaction-answer';
import { refusing } from '../../ledger/act/refusing';
import { Till } from '../queue/till';
import { NO_RECEIPT, type Outcome, type RefundBody } from '../../ledger/act/till-act';
import type { RefundDto } from './refund.dto';
import { sumRefundedWithoutApproval } from './refunds.sql';

/** What goes back of a sale or redemption, by whom and up to what. */
@Injectable()
export class Refunds {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly intake: ActIntake,
    private readonly till: Till,
    private readonly approvals: Approvals,
    private readonly clock: Clock,
  ) {}

  /**
   * Refunds what was asked for. A cashier's waits for a manager (202) where the sale is of another business date, or
   * where it comes, with what was refunded of this sale without an approval before, to more than the network's limit:
   * so a refund in parts reaches no further than one. What it comes to is known once it is decided.
   */
  async refund(
    principal: Principal,
    saleId: string,
    dto: RefundDto,
    call: KeyedCall,
    origin: Origin,
  ): Promise<Outcome> {
    const sale = await this.getSale(principal, saleId);
    const body: RefundBody = { kind: 'REFUND', saleId, reason: dto.reason, what: whatOf(dto), undo: false };
    const act = await this.placeAt(sale, principal, body, call);
    const network = await this.networks.getProfile(networkOf(principal));
    const { key } = act;
    const isCashier = principal.kind === 'user' && principal.role === 'cashier';
    if (act.refused !== undefined || key === null || !isCashier) return this.till.submit(act);
    if (!isOfDayAt(this.clock.now(), sale, network)) return this.approvals.request(act, key, 0, { principal, origin });
    const instead = async (tx: Tx, row: JournalRow) => {
      const before = await sumRefundedWithoutApproval(tx, act.networkId, saleId);
      if (before + row.amount <= network.settings.limits.cashierRefund) return null;
      return this.approvals.putAside(tx, act, key, 0, refundFiguresOf(row), { principal, origin });
    };
    return this.till.submit(act, { instead });
  }

  /** A whole refund within a minute, while nothing of it was spent; a cashier's only of the own sales. Frees the receipt. */
  async undo(principal: Principal, saleId: string, call: KeyedCall): Promise<Outcome> {
    const sale = await this.getSale(principal, saleId);
    if (principal.kind === 'user' && principal.role === 'cashier' && sale.actorId !== principal.id)
      throw new ProblemError('forbidden');
    const body: RefundBody = { kind: 'REFUND', saleId, reason: 'UNDO', what: { kind: 'ALL' }, undo: true };
    const act = await this.placeAt(sale, principal, body, call);
    return this.till.submit(act, { after: (tx) => deleteClaimsOf(tx, act.networkId, CLAIM_LETTER.RECEIPT, saleId) });
  }

  /** The place of a refund is that of its sale: its liability goes back where it came from. */
  private placeAt(sale: JournalRow, principal: Principal, body: RefundBody, call: KeyedCall) {
    return this.intake.place({
      principal,
      guestId: sale.guestId,
      body,
      pointOfSaleId: sale.pointOfSaleId,
      receipt: NO_RECEIPT,
      occurredAt: null,
      key: actKeyOf(call),
      requestId: call.requestId,
      refused: isRefundable(sale) ? undefined : refusing('not_refundable'),
    });
  }

  private async getSale(principal: Principal, saleId: string): Promise<JournalRow> {
    const networkId = networkOf(principal);
    const [sale] = await this.database.inNetwork(networkId, (tx) => findJournalRows(tx, networkId, [saleId]));
    if (sale === undefined) throw new ProblemError('not_found');
    if (sale.restaurantId !== null) requireRestaurant(principal, sale.restaurantId);
    return sale;
  }
}

function isRefundable({ type }: JournalRow): boolean {
  return type === 'SALE' || type === 'REDEMPTION';
}

/** A cashier refunds on the sale's business date. */
function isOfDayAt(now: Date, sale: JournalRow, network: NetworkProfile): boolean {
  const calendar = calendarOf(network.timeZone, network.settings.dayStart);
  return sale.businessDate === isoDateOf(calendar.businessDay(now.getTime()));
}

function whatOf(dto: RefundDto): RefundBody['what'] {
  if (dto.amount !== undefined && dto.amount !== null) return { kind: 'AMOUNT', amount: dto.amount };
  if (dto.items === undefined || dto.items === null) return { kind: 'ALL' };
  return {
    kind: 'LINES',
    lines: dto.items.map((item) => ({
      line: item.line,
      quantityMilli:
        item.quantity === undefined || item.quantity === null ? null : Math.round(item.quantity * THOUSANDTHS),
      total: item.total ?? null,
    })),
  };
}
