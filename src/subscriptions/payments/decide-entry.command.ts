import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import { Invoices } from '../invoices/invoices';
import { type BankEntryRow, decideEntry, findEntry } from './bank-entry.sql';
import { Payments } from './payments';

/** A person says which invoice a doubtful entry pays, or that it pays none. The same decision again is the same answer. */
export class DecideEntry extends UseCase<
  BankEntryRow,
  { readonly entryId: string; readonly invoiceId: string | null; readonly takesExcess: boolean }
> {}

@CommandHandler(DecideEntry)
export class DecideEntryHandler implements ICommandHandler<DecideEntry> {
  constructor(
    private readonly database: Database,
    private readonly invoices: Invoices,
    private readonly payments: Payments,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `entry_decided`, and as `Payments.record` */
  async execute({ context, input: { entryId, invoiceId, takesExcess } }: DecideEntry): Promise<BankEntryRow> {
    const { principal, author } = context;
    const entry = await this.database.asPlatform((tx) => findEntry(tx, entryId));
    if (entry === undefined) throw new ProblemError('not_found');
    if (entry.status !== 'DOUBTFUL') return sameDecision(entry, invoiceId);
    if (invoiceId !== null) {
      const networkId = await this.invoices.networkOf(principal.networkId, invoiceId);
      const { amount, currency, bookedOn: paidOn } = entry;
      const payment = { amount, currency, paidOn, reference: null, entryId, onlinePaymentId: null, takesExcess };
      await this.database.inNetwork(networkId, (tx) => this.payments.record(tx, networkId, invoiceId, payment, author));
    }
    return this.database.asPlatform(async (tx) => {
      const decided = await decideEntry(tx, entryId, invoiceId);
      if (decided === undefined) throw new ProblemError('entry_decided');
      await this.audit.appendToPlatform(tx, {
        ...author,
        action: 'bank_entry.decided',
        subjectKind: 'bank_entry',
        subjectId: entryId,
        after: { status: decided.status, invoiceId },
      });
      return decided;
    });
  }
}

function sameDecision(entry: BankEntryRow, invoiceId: string | null): BankEntryRow {
  if (entry.invoiceId !== invoiceId) throw new ProblemError('entry_decided');
  return entry;
}
