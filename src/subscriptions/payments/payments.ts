import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author } from '../../security';
import { localDateOf } from '../invoices/invoice.dto';
import { type InvoiceRow, lockInvoice } from '../invoices/invoice-rows';
import { requirePayment, requireSums } from '../invoices/invoice-sums.rules';
import { balanceOf } from '../invoices/invoices';
import { SubscriptionDesk } from '../subscription/subscription-desk';
import type { NewPayment } from './payment.types';

/** Money for invoices. The subscription is locked before its invoice, as everywhere. */
@Injectable()
export class Payments {
  constructor(
    private readonly desk: SubscriptionDesk,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** The invoice, locked after its subscription. @throws ProblemError `not_found` */
  async lock(tx: Tx, networkId: string, invoiceId: string): Promise<InvoiceRow> {
    await this.desk.catchUp(tx, networkId);
    return found(await lockInvoice(tx, networkId, invoiceId));
  }

  /**
   * Records a payment; a subscription that was late is active again once nothing is overdue. An entry of a statement that
   * is recorded already changes nothing. Where the payment may be more than what is left, the rest is kept as overpaid.
   *
   * @throws ProblemError `not_found`, `invoice_closed`, `currency_differs`, `payment_exceeds_invoice`, `invalid_body`
   */
  async record(tx: Tx, networkId: string, invoiceId: string, payment: NewPayment, author: Author): Promise<void> {
    const invoice = await this.lock(tx, networkId, invoiceId);
    const { takesExcess, ...row } = payment;
    const { amount, currency, paidOn, reference, entryId, onlinePaymentId } = row;
    if (entryId !== null && (await findInvoiceOfEntry(tx, networkId, entryId)) === invoiceId) return;
    const balance = balanceOf(invoice);
    if (invoice.kind !== 'INVOICE' || (balance === 0 && !takesExcess)) throw new ProblemError('invoice_closed');
    if (currency !== invoice.currency) throw new ProblemError('currency_differs', { currency: invoice.currency });
    if (amount > balance && !takesExcess) throw new ProblemError('payment_exceeds_invoice', { max: balance });
    // The day of an entry was checked with its file, perhaps in another time zone than the one the invoice has.
    if (entryId === null && paidOn > localDateOf(invoice.payee.timeZone, this.clock.now().getTime()))
      throw new ProblemError('invalid_body', {}, [{ path: 'paidOn', code: 'not_allowed', message: '' }]);
    const id = newId();
    const applied = Math.min(amount, balance);
    const excess = amount - applied;
    requirePayment({ amount, applied, excess }, balance);
    requireSums({ ...invoice, paid: invoice.paid + applied, overpaid: invoice.overpaid + excess });
    const recordedBy = author.actor === 'system' ? null : author.actor.id;
    const method = entryId !== null ? 'BANK' : onlinePaymentId !== null ? 'ONLINE' : 'MANUAL';
    await tx.prisma.payment.create({
      data: { ...row, networkId, id, invoiceId, excess, paidOn: new Date(paidOn), method, recordedBy },
    });
    await tx.prisma.invoice.update({
      where: { networkId_id: { networkId, id: invoiceId } },
      data: { paid: { increment: applied }, overpaid: { increment: excess } },
    });
    const after = { amount, currency, paidOn, reference, left: balance - applied, ...(excess > 0 && { excess }) };
    await this.audit.appendOwnedChange(tx, networkId, author, 'invoice.paid', invoiceId, { after });
    await this.desk.catchUp(tx, networkId);
  }
}

/** The invoice for which an entry of a bank statement was recorded; undefined: it was not. */
export async function findInvoiceOfEntry(tx: Tx, networkId: string, entryId: string): Promise<string | undefined> {
  return (await tx.prisma.payment.findFirst({ where: { networkId, entryId } }))?.invoiceId;
}
