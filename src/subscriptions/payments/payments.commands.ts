import { Injectable } from '@nestjs/common';
import type { Prisma } from '../../generated/prisma/client';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, type Author, ownerOf, type RequestContext, UseCase } from '../../security';
import { type FullInvoiceAnswer, localDateOf } from '../invoices/invoice.dto';
import { Invoices } from '../invoices/invoices';
import { SubscriptionDesk } from '../subscription/subscription-desk';
import { Payments } from './payments';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError, found } from '../../platform/problems/problem';
import { Clock } from '../../platform/clock/clock';
import { newId } from '../../platform/ids/ids';
import { findSeller } from '../invoices/seller.sql';
import * as dto from './bank-entry.dto';
import { readStatement } from './read-statement.rules';
import { EVERY_FILE, listUnread, STATEMENTS_JOB } from './statement-import.sql';
import { requestJob } from '../../platform/queue/request-job.sql';
import { StatementFault } from './statement.types';
import type { RecordPaymentBody } from './payment.dto';
import { Handles } from '../../platform/http/handlers-of';

/** The owner takes back what is unpaid of an invoice. The invoice stays, and the credit note gets the next number. */
export class CreditInvoice extends UseCase<FullInvoiceAnswer, { invoiceId: string; reason: string }> {}

/** A person says which invoice a doubtful entry pays, or that it pays none. The same decision again is the same answer. */
export class DecideEntry extends UseCase<
  dto.BankEntryAnswer,
  { entryId: string; invoiceId: string | null; takesExcess: boolean }
> {}

type EntryStatus = dto.BankEntryAnswer['status'];

const DECIDED = 'bank_entry.decided';

function sameDecision(entry: dto.BankEntryAnswer, invoiceId: string | null): dto.BankEntryAnswer {
  if (entry.invoiceId !== invoiceId) throw new ProblemError('entry_decided');
  return entry;
}

/** Files that may wait to be read, so that the database does not fill with them. */
const MOST_UNREAD = 20;
const RETRY_AFTER_S = 10;

/** Takes the file of a bank, which a job then reads. */
export class ImportStatement extends UseCase<dto.StatementImportAnswer, { file: Buffer }> {}

/** @throws ProblemError `statement_unreadable` */
function countEntries(file: Buffer, account: string, today: string): number {
  try {
    const entries = readStatement(file, account);
    if (entries.some(({ bookedOn }) => bookedOn > today)) throw new StatementFault('DATE');
    return entries.length;
  } catch (error) {
    if (error instanceof StatementFault) throw new ProblemError('statement_unreadable', { fault: error.fault });
    throw error;
  }
}

/** The owner records money that came for an invoice. */
export class RecordPayment extends UseCase<FullInvoiceAnswer, { invoiceId: string; body: RecordPaymentBody }> {}

@Injectable()
export class PaymentsHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly invoices: Invoices,
    private readonly payments: Payments,
    private readonly desk: SubscriptionDesk,
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `invoice_closed` */
  @Handles(CreditInvoice)
  async creditInvoice({ context, input: { invoiceId, reason } }: CreditInvoice): Promise<FullInvoiceAnswer> {
    const { call, principal, author } = context;
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, async (tx) => {
      const invoice = await this.payments.lock(tx, networkId, invoiceId);
      const id = await this.invoices.credit(tx, invoice, reason, author);
      await this.desk.catchUp(tx, networkId);
      return this.invoices.getWithin(tx, networkId, id);
    });
  }

  /** @throws ProblemError `not_found`, `entry_decided`, and as `Payments.record` */
  @Handles(DecideEntry)
  async decideEntry({ context, input }: DecideEntry): Promise<dto.BankEntryAnswer> {
    const { entryId, invoiceId } = input;
    const entry = await this.find(entryId);
    if (entry.status !== 'DOUBTFUL') return sameDecision(entry, invoiceId);
    if (invoiceId === null) await this.dismiss(entryId, context.author);
    else await this.match(entry, { ...input, invoiceId }, context);
    return sameDecision(await this.find(entryId), invoiceId);
  }

  /** @throws ProblemError `seller_missing`, `statement_unreadable`, `rate_limited` while many files wait */
  @Handles(ImportStatement)
  async importStatement({ context: { author }, input: { file } }: ImportStatement): Promise<dto.StatementImportAnswer> {
    const seller = await this.database.asPlatform(findSeller);
    if (seller === null) throw new ProblemError('seller_missing');
    const { account, timeZone } = seller;
    const today = localDateOf(timeZone, this.clock.now().getTime());
    const entries = countEntries(file, account, today);
    return this.database.asPlatform(async (tx) => {
      if ((await listUnread(tx, MOST_UNREAD)).length === MOST_UNREAD)
        throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_S);
      await requestJob(tx, STATEMENTS_JOB, EVERY_FILE);
      const person = author as unknown as Prisma.InputJsonObject;
      const data = { id: newId(), account, file: new Uint8Array(file), author: person, entries };
      return dto.statementImportAnswer(await tx.prisma.statementImport.create({ data, omit: dto.WITHOUT_FILE }));
    });
  }

  /** @throws ProblemError `not_found`, and as `Payments.record` */
  @Handles(RecordPayment)
  async recordPayment({ context, input: { invoiceId, body } }: RecordPayment): Promise<FullInvoiceAnswer> {
    const { call, principal, author } = context;
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    const { acceptExcess: takesExcess = false, reference = null, ...rest } = body;
    const payment = { ...rest, reference, takesExcess, entryId: null, onlinePaymentId: null };
    return this.keyed.runOfOwner(ownerOf(principal).id, networkId, call, 201, async (tx) => {
      await this.payments.record(tx, networkId, invoiceId, payment, author);
      return this.invoices.getWithin(tx, networkId, invoiceId);
    });
  }

  private async find(entryId: string): Promise<dto.BankEntryAnswer> {
    return dto.bankEntryAnswer(
      found(await this.database.asPlatform((tx) => tx.prisma.bankEntry.findUnique({ where: { id: entryId } }))),
    );
  }

  /** Whether this call decided the entry; false: somebody has decided it before. */
  private async decide(tx: Tx, id: string, data: { status: EntryStatus; invoiceId?: string }): Promise<boolean> {
    return (await tx.prisma.bankEntry.updateMany({ where: { id, status: 'DOUBTFUL' }, data })).count > 0;
  }

  private dismiss(entryId: string, author: Author): Promise<void> {
    return this.database.asPlatform(async (tx) => {
      if (!(await this.decide(tx, entryId, { status: 'DISMISSED' }))) return;
      const subject = { subjectKind: 'bank_entry', subjectId: entryId } as const;
      const after = { status: 'DISMISSED', invoiceId: null };
      await this.audit.appendToPlatform(tx, { ...author, action: DECIDED, ...subject, after });
    });
  }

  /** The decision and its payment are one transaction, so that neither stands without the other. */
  private async match(
    { id: entryId, amount, currency, bookedOn: paidOn }: dto.BankEntryAnswer,
    { invoiceId, takesExcess }: { readonly invoiceId: string; readonly takesExcess: boolean },
    { principal, author }: RequestContext,
  ): Promise<void> {
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    const payment = { amount, currency, paidOn, reference: null, entryId, onlinePaymentId: null, takesExcess };
    await this.database.inNetwork(networkId, async (tx) => {
      if (!(await this.decide(tx, entryId, { status: 'MATCHED', invoiceId }))) return;
      await this.payments.record(tx, networkId, invoiceId, payment, author);
      const subject = { subjectKind: 'network', subjectId: networkId } as const;
      const after = { entryId, status: 'MATCHED', invoiceId };
      await this.audit.appendToPlatform(tx, { ...author, action: DECIDED, ...subject, after });
    });
  }
}
