import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author, UseCase } from '../../security';
import { localDateOf } from '../invoices/invoice.dto';
import { findInvoiceByNumber } from '../invoices/invoice.sql';
import { balanceOf } from '../invoices/invoices';
import { findSeller } from '../invoices/seller.sql';
import { insertEntry, listKnownEntries } from './bank-entry.sql';
import type { ImportedStatement } from './bank-entry.dto';
import { isXml, parseCamt } from './camt.rules';
import { type Doubt, type FingerprintedEntry, fingerprinted, numbersIn } from './entry-match.rules';
import { isKlTo1c, parseKlTo1c } from './kl-to-1c.rules';
import { findPaymentOfEntry } from './payment.sql';
import { Payments } from './payments';
import { type StatementEntry, StatementFault } from './statement.types';

/** Doubts that only the lock of the invoice finds. */
const DOUBT_OF: Readonly<Record<string, Doubt>> = {
  invoice_closed: 'CLOSED',
  currency_differs: 'CURRENCY',
  payment_exceeds_invoice: 'AMOUNT',
};

/** Reads a bank statement: what names an invoice and its amount pays it, the rest waits for a person. */
export class ImportStatement extends UseCase<ImportedStatement, { readonly file: Buffer }> {}

@CommandHandler(ImportStatement)
export class ImportStatementHandler implements ICommandHandler<ImportStatement> {
  constructor(
    private readonly database: Database,
    private readonly payments: Payments,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * May end anywhere and be repeated: a payment carries the id of its entry, which is made of the entry itself.
   * @throws ProblemError `seller_missing`, `statement_unreadable`
   */
  async execute({ context: { author }, input: { file } }: ImportStatement): Promise<ImportedStatement> {
    const seller = await this.database.asPlatform(findSeller);
    if (seller === undefined) throw new ProblemError('seller_missing');
    const { account, timeZone } = seller;
    const today = localDateOf(timeZone, this.clock.now().getTime());
    const entries = fingerprinted(account, read(file, account, today));
    const ids = entries.map(({ id }) => id);
    const known = await this.database.asPlatform((tx) => listKnownEntries(tx, ids));
    const counts = { matched: 0, doubtful: 0 };
    for (const entry of entries.filter(({ id }) => !known.has(id))) {
      const outcome = await this.pay(entry, author);
      const isNew = await this.database.asPlatform((tx) => insertEntry(tx, account, entry, outcome));
      if (isNew) counts['invoiceId' in outcome ? 'matched' : 'doubtful'] += 1;
    }
    const alreadyKnown = entries.length - counts.matched - counts.doubtful;
    const imported = { entries: entries.length, alreadyKnown, ...counts };
    await this.database.asPlatform((tx) =>
      this.audit.appendToPlatform(tx, { ...author, action: 'statement.imported', after: imported }),
    );
    return imported;
  }

  private async pay(
    entry: FingerprintedEntry,
    author: Author,
  ): Promise<{ readonly invoiceId: string } | { readonly doubt: Doubt }> {
    if (entry.isReversal) return { doubt: 'REVERSAL' };
    const [number, ...others] = numbersIn(entry.purpose);
    if (number === undefined) return { doubt: 'NO_NUMBER' };
    if (others.length > 0) return { doubt: 'SEVERAL_NUMBERS' };
    const invoice = await this.database.asPlatform((tx) => findInvoiceByNumber(tx, number.year, number.number));
    if (invoice === undefined) return { doubt: 'UNKNOWN_NUMBER' };
    const { id: invoiceId, networkId } = invoice;
    const paid = await this.database.inNetwork(networkId, (tx) => findPaymentOfEntry(tx, networkId, entry.id));
    if (paid !== undefined) return { invoiceId: paid };
    if (entry.currency !== invoice.currency) return { doubt: 'CURRENCY' };
    const balance = balanceOf(invoice);
    if (balance === 0) return { doubt: 'CLOSED' };
    if (entry.amount !== balance) return { doubt: 'AMOUNT' };
    const { amount, currency, bookedOn: paidOn, number: reference, id: entryId } = entry;
    const source = { reference: reference === '' ? null : reference, entryId, onlinePaymentId: null };
    const payment = { amount, currency, paidOn, ...source, takesExcess: false };
    try {
      await this.database.inNetwork(networkId, (tx) => this.payments.record(tx, networkId, invoiceId, payment, author));
      return { invoiceId };
    } catch (error) {
      const doubt = error instanceof ProblemError ? DOUBT_OF[error.code] : undefined;
      if (doubt === undefined) throw error;
      return { doubt };
    }
  }
}

/** @throws ProblemError `statement_unreadable` */
function read(file: Buffer, account: string, today: string): StatementEntry[] {
  try {
    const entries = isKlTo1c(file) ? parseKlTo1c(file, account) : isXml(file) ? parseCamt(file, account) : undefined;
    if (entries === undefined) throw new StatementFault('FORMAT');
    if (entries.some(({ bookedOn }) => bookedOn > today)) throw new StatementFault('DATE');
    return entries;
  } catch (error) {
    if (error instanceof StatementFault) throw new ProblemError('statement_unreadable', { fault: error.fault });
    throw error;
  }
}
