import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, type RequestContext, UseCase } from '../../security';
import { Invoices } from '../invoices/invoices';
import { type BankEntryRow, type EntryStatus, findEntry } from './bank-entry.sql';
import { Payments } from './payments';

/** A person says which invoice a doubtful entry pays, or that it pays none. The same decision again is the same answer. */
export class DecideEntry extends UseCase<
  BankEntryRow,
  { readonly entryId: string; readonly invoiceId: string | null; readonly takesExcess: boolean }
> {}

const DECIDED = 'bank_entry.decided';

@CommandHandler(DecideEntry)
export class DecideEntryHandler implements ICommandHandler<DecideEntry> {
  constructor(
    private readonly database: Database,
    private readonly invoices: Invoices,
    private readonly payments: Payments,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `entry_decided`, and as `Payments.record` */
  async execute({ context, input }: DecideEntry): Promise<BankEntryRow> {
    const { entryId, invoiceId } = input;
    const entry = await this.find(entryId);
    if (entry.status !== 'DOUBTFUL') return sameDecision(entry, invoiceId);
    if (invoiceId === null) await this.dismiss(entryId, context.author);
    else await this.match(entry, { ...input, invoiceId }, context);
    return sameDecision(await this.find(entryId), invoiceId);
  }

  private async find(entryId: string): Promise<BankEntryRow> {
    const entry = await this.database.asPlatform((tx) => findEntry(tx, entryId));
    if (entry === undefined) throw new ProblemError('not_found');
    return entry;
  }

  /** False: it is decided already. */
  private async decide(tx: Tx, id: string, data: { status: EntryStatus; invoiceId?: string }): Promise<boolean> {
    return (await tx.prisma.bankEntry.updateMany({ where: { id, status: 'DOUBTFUL' }, data })).count > 0;
  }

  private dismiss(entryId: string, author: Author): Promise<void> {
    return this.database.asPlatform(async (tx) => {
      if (!(await this.decide(tx, entryId, { status: 'DISMISSED' }))) return;
      const subject = { subjectKind: 'bank_entry', subjectId: entryId };
      const after = { status: 'DISMISSED', invoiceId: null };
      await this.audit.appendToPlatform(tx, { ...author, action: DECIDED, ...subject, after });
    });
  }

  /** The decision and its payment are one transaction, so that neither stands without the other. */
  private async match(
    { id: entryId, amount, currency, bookedOn: paidOn }: BankEntryRow,
    { invoiceId, takesExcess }: { readonly invoiceId: string; readonly takesExcess: boolean },
    { principal, author }: RequestContext,
  ): Promise<void> {
    const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
    const payment = { amount, currency, paidOn, reference: null, entryId, onlinePaymentId: null, takesExcess };
    await this.database.inNetwork(networkId, async (tx) => {
      if (!(await this.decide(tx, entryId, { status: 'MATCHED', invoiceId }))) return;
      await this.payments.record(tx, networkId, invoiceId, payment, author);
      const subject = { subjectKind: 'network', subjectId: networkId };
      const after = { entryId, status: 'MATCHED', invoiceId };
      await this.audit.appendToPlatform(tx, { ...author, action: DECIDED, ...subject, after });
    });
  }
}

function sameDecision(entry: BankEntryRow, invoiceId: string | null): BankEntryRow {
  if (entry.invoiceId !== invoiceId) throw new ProblemError('entry_decided');
  return entry;
}
