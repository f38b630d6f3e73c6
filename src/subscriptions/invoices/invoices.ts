import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { newId } from '../../platform/ids/ids';
import { ProblemError, found } from '../../platform/problems/problem';
import { Audit, type Author } from '../../security';
import { PAYMENT_DAYS } from '../life/dunning.rules';
import type { Bill } from '../life/life.rules';
import { addDays, type LocalDate } from '../life/periods.rules';
import { actOf } from './act.rules';
import { creditLinesOf, type InvoiceLine, linesOf, sumOf } from './invoice-lines.rules';
import { fullInvoiceAnswer, invoiceAnswer, numberOf } from './invoice-answers';
import { requireCredit, requireLines, requireSums } from './invoice-sums.rules';
import * as dto from './invoice.dto';
import {
  findInvoice,
  FULL_INVOICE,
  invoiceOf,
  type InvoiceRow,
  lineOf,
  MOST_LINES,
  MOST_PAYMENTS,
  WITH_NETWORK,
} from './invoice-rows';
import type { Payee, SellerDetails } from './seller.dto';
import { findSeller, ownSeries, takeInvoiceNumber, seriesOf } from './seller.sql';
import type { DocumentNumber } from './invoice.dto';

// SQL by hand, because conditions and results are sums of columns.

interface InvoiceFilter {
  readonly networkId: string | null;
  readonly status: 'OPEN' | 'OVERDUE' | 'PAID' | 'CREDITED' | null;
  /** Null: every number. */
  readonly document: DocumentNumber | null;
  /** Today's date: an unpaid invoice that was due before this date is overdue. */
  readonly today: LocalDate;
  /** The id of an invoice: only older invoices are listed. Null: all invoices are listed. */
  readonly before: string | null;
  readonly limit: number;
}

/** The zone of dates in a list while there is no seller. */
const NO_ZONE = 'UTC';

type NumberColumns = 'id' | 'seller' | 'year' | 'number' | 'createdAt';
type InvoiceSum = 'net' | 'vat' | 'total' | 'paid' | 'credited' | 'overpaid';
type NewInvoice = Omit<InvoiceRow, 'networkName' | NumberColumns | InvoiceSum>;

interface Issue {
  readonly author: Author;
  readonly lines: readonly InvoiceLine[];
  /** Left out: the next of the year. */
  readonly number?: number | undefined;
}

interface BillingParties {
  readonly networkId: string;
  readonly subscriptionId: string;
  readonly payer: dto.Payer;
  readonly author: Author;
  /** Left out: the invoice is issued today, under the next number of the year. */
  readonly past?: PastIssue | undefined;
}

/** Only for a demonstration: the day of an invoice of the past, and its number of that year. */
export interface PastIssue {
  readonly on: string;
  readonly number: number;
}

/** Issues invoices and credit notes, and reads them. */
@Injectable()
export class Invoices {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `seller_missing` */
  async getSeller(tx: Tx): Promise<SellerDetails> {
    const seller = await findSeller(tx);
    if (seller === null) throw new ProblemError('seller_missing');
    return seller;
  }

  /** The lines that a bill would have. @throws ProblemError `seller_missing` */
  async preview(tx: Tx, bill: Bill) {
    const lines = linesOf(bill, (await this.getSeller(tx)).vatRates);
    return { lines, total: sumOf(lines).total };
  }

  /**
   * Issues the invoice of a bill, the last thing that its transaction does, because the next number is locked until the
   * commit. Nothing is issued for a bill of nothing. @throws ProblemError `seller_missing`
   */
  async issue(tx: Tx, { networkId, subscriptionId, payer, author, past }: BillingParties, bill: Bill): Promise<void> {
    const seller = await this.getSeller(tx);
    const lines = linesOf(bill, seller.vatRates);
    if (sumOf(lines).total <= 0) return;
    const issuedOn = past?.on ?? this.todayOf(seller);
    const issue = { author, lines, number: past?.number };
    await this.insert(tx, issue, {
      networkId,
      subscriptionId,
      payer,
      issuedOn,
      kind: 'INVOICE',
      correctsId: null,
      reason: null,
      payee: payeeOf(seller),
      bill: bill.key,
      currency: bill.currency,
      dueOn: addDays(issuedOn, PAYMENT_DAYS),
    });
  }

  /**
   * Takes back what is unpaid of an invoice, which the transaction has locked. @throws ProblemError `invoice_closed`
   */
  async credit(tx: Tx, invoice: InvoiceRow, reason: string, author: Author): Promise<string> {
    const amount = balanceOf(invoice);
    if (amount === 0) throw new ProblemError('invoice_closed');
    requireSums({ ...invoice, credited: invoice.credited + amount });
    const id = await this.insertCreditNote(tx, invoice, amount, { reason, bill: `CREDIT ${invoice.id}` }, author);
    await tx.prisma.invoice.update({
      where: { networkId_id: { networkId: invoice.networkId, id: invoice.id } },
      data: { credited: { increment: amount } },
    });
    return id;
  }

  /**
   * The credit note of money that is given back of what was paid for an invoice, which the transaction has locked. The
   * balance stays the same.
   */
  creditRefund(
    tx: Tx,
    invoice: InvoiceRow,
    { id, amount, reason }: { readonly id: string; readonly amount: number; readonly reason: string },
    author: Author,
  ): Promise<string> {
    return this.insertCreditNote(tx, invoice, amount, { reason, bill: `REFUND ${id}` }, author);
  }

  /** A page and one more; `scope` null: those of every network, for the owner. */
  async list(scope: string | null, { status, networkId, number, limit }: dto.InvoiceListQuery, before: string | null) {
    if (scope !== null && networkId !== undefined && networkId !== scope) return [];
    const read = async (tx: Tx): Promise<dto.InvoiceAnswer[]> => {
      const now = this.clock.now().getTime();
      const today = dto.localDateOf((await findSeller(tx))?.timeZone ?? NO_ZONE, now);
      const network = scope ?? networkId ?? null;
      const ids = await listInvoiceIds(tx, {
        networkId: network,
        status: status ?? null,
        document: number === undefined ? null : dto.documentNumberOf(number),
        today,
        before,
        limit: limit + 1,
      });
      const rows = await tx.prisma.invoice.findMany({
        where: { networkId: network ?? undefined, id: { in: ids } },
        include: WITH_NETWORK,
        orderBy: { id: 'desc' },
      });
      // The platform's role reads no lines.
      const actDays =
        scope === null
          ? null
          : await listActDays(
              tx,
              scope,
              rows.map(({ id, correctsId }) => correctsId ?? id),
            );
      return rows.map((row) => invoiceAnswer(invoiceOf(row), now, actDays?.get(row.correctsId ?? row.id) ?? null));
    };
    return scope === null ? this.database.asPlatform(read) : this.database.inNetwork(scope, read);
  }

  /** The network of an invoice that the caller sees. @throws ProblemError `not_found` */
  async networkOf(scope: string | null, id: string): Promise<string> {
    const find = (tx: Tx) => findInvoice(tx, { id });
    const row = found(await (scope === null ? this.database.asPlatform(find) : this.database.inNetwork(scope, find)));
    return row.networkId;
  }

  /** @throws ProblemError `not_found` */
  async get(scope: string | null, id: string): Promise<dto.FullInvoiceAnswer> {
    const networkId = await this.networkOf(scope, id);
    return this.database.inNetwork(networkId, (tx) => this.getWithin(tx, networkId, id));
  }

  /** A document with the act of its invoice's days. @throws ProblemError `not_found`, `act_not_due` */
  async getAct(scope: string | null, id: string) {
    const document = await this.get(scope, id);
    const { correctsId, networkId, payee } = document;
    const corrected = correctsId === null ? document : await this.get(networkId, correctsId);
    const act = actOf(document, corrected, dto.localDateOf(payee.timeZone, this.clock.now().getTime()));
    if (act === null) throw new ProblemError('act_not_due');
    return { document, act };
  }

  /** @throws ProblemError `not_found` */
  async getWithin(tx: Tx, networkId: string, id: string): Promise<dto.FullInvoiceAnswer> {
    const row = found(
      await tx.prisma.invoice.findUnique({
        where: { networkId_id: { networkId, id } },
        include: FULL_INVOICE,
      }),
    );
    const invoiceId = row.correctsId ?? id;
    const actDays = await listActDays(tx, networkId, [invoiceId]);
    return fullInvoiceAnswer(row, this.clock.now().getTime(), actDays.get(invoiceId) ?? null);
  }

  private todayOf({ timeZone }: SellerDetails): string {
    return dto.localDateOf(timeZone, this.clock.now().getTime());
  }

  private async insertCreditNote(
    tx: Tx,
    { id: correctsId, ...invoice }: InvoiceRow,
    amount: number,
    { reason, bill }: { readonly reason: string; readonly bill: string },
    author: Author,
  ): Promise<string> {
    const { networkId, subscriptionId, payer, payee, currency } = invoice;
    const linesOfAll = async (where: Prisma.InvoiceLineWhereInput, take: number): Promise<InvoiceLine[]> =>
      (await tx.prisma.invoiceLine.findMany({ where, orderBy: { position: 'asc' }, take })).map(lineOf);
    const credited = await linesOfAll({ networkId, invoice: { correctsId } }, MOST_LINES * MOST_PAYMENTS);
    const billed = await linesOfAll({ networkId, invoiceId: correctsId }, MOST_LINES);
    requireLines(invoice, billed);
    const lines = creditLinesOf(billed, credited, amount);
    requireCredit(lines, { amount, invoice: billed, before: credited });
    const issuedOn = dto.localDateOf(payee.timeZone, this.clock.now().getTime());
    return this.insert(
      tx,
      { author, lines },
      {
        networkId,
        subscriptionId,
        payer,
        payee,
        currency,
        correctsId,
        reason,
        issuedOn,
        dueOn: issuedOn,
        kind: 'CREDIT_NOTE',
        bill,
      },
    );
  }

  private async insert(tx: Tx, issue: Issue, columns: NewInvoice): Promise<string> {
    const { author, lines } = issue;
    const { networkId, kind, issuedOn, dueOn } = columns;
    const id = newId();
    const sums = sumOf(lines);
    requireSums({ kind, ...sums, paid: 0, credited: 0, overpaid: 0 });
    requireLines({ kind, ...sums }, lines);
    const year = Number(issuedOn.slice(0, 4));
    const seller = ownSeries();
    const number = issue.number ?? (await takeInvoiceNumber(tx, year));
    const days = { issuedOn: new Date(issuedOn), dueOn: new Date(dueOn) };
    await tx.prisma.invoice.create({ data: { ...columns, ...sums, ...days, id, seller, year, number } });
    await tx.prisma.invoiceLine.createMany({
      data: lines.map(({ from, to, ...line }) => {
        return { ...line, networkId, invoiceId: id, fromOn: new Date(from), toOn: new Date(to) };
      }),
    });
    const action = kind === 'INVOICE' ? 'invoice.issued' : 'invoice.credited';
    const after = { number: numberOf({ seller, year, number }), total: sums.total, currency: columns.currency };
    await this.audit.appendOwnedChange(tx, networkId, author, action, id, { after });
    return id;
  }
}

/** The sum that is still to pay of an invoice, in minor units. */
export function balanceOf({ kind, total, paid, credited }: InvoiceRow): number {
  return kind === 'INVOICE' ? total - paid - credited : 0;
}

function payeeOf({ vatRates: _rates, ...payee }: SellerDetails): Payee {
  return payee;
}

/** The ids of invoices, newest first. Row-level security leaves out invoices that the transaction's role may not see. */
async function listInvoiceIds(
  tx: Tx,
  { networkId, status, document, today, before, limit }: InvoiceFilter,
): Promise<string[]> {
  const year = document?.year ?? null;
  const seller = document?.cell == null ? null : seriesOf(document.cell);
  const rows = await tx.query<{ id: string }>`
    SELECT i.id FROM invoices i WHERE true
      ${when(networkId !== null, sql`AND i.network_id = ${networkId}`)} ${when(before !== null, sql`AND i.id < ${before}`)}
      ${when(
        status !== null,
        sql`AND ${status} = CASE
             WHEN i.kind = 'CREDIT_NOTE' OR i.credited = i.total THEN 'CREDITED'
             WHEN i.paid + i.credited = i.total THEN 'PAID'
             WHEN i.due_on < ${today}::date THEN 'OVERDUE' ELSE 'OPEN' END`,
      )}
      ${when(document !== null, sql`AND i.number = ${document?.number ?? null}`)}
      ${when(year !== null, sql`AND i.year = ${year}`)}
      ${when(seller !== null, sql`AND i.seller = ${seller}`)}
     ORDER BY i.id DESC LIMIT ${limit}`;
  return rows.map(({ id }) => id);
}

/** Lists for each invoice id the first day on which the invoice has an act, by the rule of `actDayOf`. */
async function listActDays(
  tx: Tx,
  networkId: string,
  invoiceIds: readonly string[],
): Promise<ReadonlyMap<string, LocalDate>> {
  const rows = await tx.query<{ id: string; day: LocalDate }>`SELECT i.id, greatest(i.issued_on, max(l.to_on)) AS day
       FROM invoices i LEFT JOIN invoice_lines l ON l.network_id = i.network_id AND l.invoice_id = i.id
      WHERE i.network_id = ${networkId} AND i.id = ANY (${invoiceIds}::uuid[]) GROUP BY i.id, i.issued_on`;
  return new Map(rows.map(({ id, day }) => [id, day]));
}
