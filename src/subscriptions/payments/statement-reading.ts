import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { StatementImport } from '../../generated/prisma/client';
import { Database, type Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { ProblemError } from '../../platform/problems/problem';
import { JobQueue } from '../../platform/queue/job-queue';
import { Audit, type Author } from '../../security';
import { findInvoice } from '../invoices/invoice-rows';
import { seriesOf } from '../invoices/seller.sql';
import { balanceOf } from '../invoices/invoices';
import { type Doubt, type FingerprintedEntry, fingerprinted, numbersIn } from './entry-match.rules';
import { findInvoiceOfEntry, Payments } from './payments';
import { readStatement } from './read-statement.rules';
import { EVERY_FILE, listUnread, STATEMENTS_JOB } from './statement-import.sql';

/** Sets the counts of an import from its rows, so that a part of the file that is read again is not counted twice. */
const COUNTS = sql`matched = (SELECT count(*) FROM bank_entries e WHERE e.import_id = i.id AND e.reason IS NULL),
  doubtful = (SELECT count(*) FROM bank_entries e WHERE e.import_id = i.id AND e.reason IS NOT NULL)`;

/** A file is requested with its commit; this finds what no worker heard of. */
const EVERY_MS = 60_000;
const MOST_AT_ONCE = 100;
/** Entries between two notes of how far the reading is. */
const ENTRIES_AT_ONCE = 100;

type UnreadImport = Pick<StatementImport, 'id' | 'account'> & { readonly author: Author };

/** Doubts that only the lock of the invoice finds. */
const DOUBT_OF: Readonly<Record<string, Doubt>> = {
  invoice_closed: 'CLOSED',
  currency_differs: 'CURRENCY',
  payment_exceeds_invoice: 'AMOUNT',
};

/**
 * Reads the file of a bank: an entry that names an invoice and its amount pays it, the rest waits for a person. It may end
 * anywhere and be repeated: a payment carries the id of its entry, which is made of the entry itself.
 */
@Injectable()
export class StatementReading implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly payments: Payments,
    private readonly audit: Audit,
  ) {}

  onModuleInit(): void {
    this.jobs.define(this, (job) => ({
      name: STATEMENTS_JOB,
      everyMs: EVERY_MS,
      isLong: true,
      find: async () => [{ key: EVERY_FILE, isDue: (await job.listUnread(1)).length > 0 }],
      run: ({ signal }) => job.readAll(signal),
    }));
  }

  /** A file that fails keeps no other waiting; its failure is thrown after them. */
  async readAll(signal?: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    for (const id of await this.listUnread(MOST_AT_ONCE)) {
      if (signal?.aborted === true) break;
      await this.read(id, signal).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'reading a bank statement failed');
  }

  private listUnread(most: number): Promise<string[]> {
    return this.database.asPlatform((tx) => listUnread(tx, most));
  }

  /** Reads on where the last try ended, until the signal. */
  async read(importId: string, signal?: AbortSignal): Promise<void> {
    const row = await this.database.asPlatform((tx) =>
      tx.prisma.statementImport.findUnique({ where: { id: importId } }),
    );
    // The file is forgotten once it is read to its end.
    if (row?.file == null) return;
    const { account, done } = row;
    const unread = { id: importId, account, author: row.author as unknown as Author };
    const entries = fingerprinted(account, readStatement(Buffer.from(row.file), account));
    for (let at = done; at < entries.length; at += ENTRIES_AT_ONCE) {
      if (signal?.aborted === true) return;
      const part = entries.slice(at, at + ENTRIES_AT_ONCE);
      await this.readPart(unread, part);
      await this.database.asPlatform((tx) => noteDone(tx, importId, at + part.length));
    }
    await this.finish(unread);
  }

  private async readPart(
    { id: importId, account, author }: UnreadImport,
    part: readonly FingerprintedEntry[],
  ): Promise<void> {
    const where = { id: { in: part.map((entry) => entry.id) } };
    const rows = await this.database.asPlatform((tx) => tx.prisma.bankEntry.findMany({ where, select: { id: true } }));
    const known = new Set(rows.map((row) => row.id));
    for (const entry of part.filter((one) => !known.has(one.id))) {
      const outcome = await this.pay(entry, author);
      const { amount, currency, payerName, payerAccount, purpose } = entry;
      const data = {
        id: entry.id,
        account,
        importId,
        amount,
        currency,
        payerName,
        payerAccount,
        purpose,
        fingerprint: new Uint8Array(entry.fingerprint),
        bookedOn: new Date(entry.bookedOn),
        ...('doubt' in outcome
          ? { status: 'DOUBTFUL', reason: outcome.doubt }
          : { status: 'MATCHED', invoiceId: outcome.invoiceId }),
      };
      // Another import may have just brought it.
      await this.database.asPlatform((tx) => tx.prisma.bankEntry.createMany({ data, skipDuplicates: true }));
    }
  }

  private async finish({ id, author }: UnreadImport): Promise<void> {
    await this.database.asPlatform(async (tx) => {
      const row = await tx.maybe<{ entries: number; matched: number; doubtful: number }>`
        UPDATE statement_imports i SET done = entries, finished_at = now(), file = NULL, author = NULL, ${COUNTS}
         WHERE id = ${id} AND finished_at IS NULL RETURNING entries, matched, doubtful`;
      if (row === undefined) return;
      const { entries, matched, doubtful } = row;
      const after = { entries, alreadyKnown: entries - matched - doubtful, matched, doubtful };
      await this.audit.appendToPlatform(tx, { ...author, action: 'statement.imported', after });
    });
  }

  private async pay(
    entry: FingerprintedEntry,
    author: Author,
  ): Promise<{ readonly invoiceId: string } | { readonly doubt: Doubt }> {
    if (entry.isReversal) return { doubt: 'REVERSAL' };
    const [number, ...others] = numbersIn(entry.purpose);
    if (number === undefined) return { doubt: 'NO_NUMBER' };
    if (others.length > 0) return { doubt: 'SEVERAL_NUMBERS' };
    const { cell, ...document } = number;
    // Not a credit note, which is not paid, and not an invoice whose network has moved to another cell.
    const where = {
      seller: seriesOf(cell),
      ...document,
      kind: 'INVOICE',
      subscription: { network: { movingSince: null } },
    };
    const invoice = await this.database.asPlatform((tx) => findInvoice(tx, where));
    if (invoice === undefined) return { doubt: 'UNKNOWN_NUMBER' };
    const { id: invoiceId, networkId } = invoice;
    const paid = await this.database.inNetwork(networkId, (tx) => findInvoiceOfEntry(tx, networkId, entry.id));
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

async function noteDone(tx: Tx, id: string, done: number): Promise<void> {
  await tx.query`UPDATE statement_imports i SET done = greatest(done, ${done}), ${COUNTS} WHERE id = ${id}`;
}
