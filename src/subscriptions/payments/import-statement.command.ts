import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { localDateOf } from '../invoices/invoice.dto';
import { findSeller } from '../invoices/seller.sql';
import { type StatementImportAnswer, statementImportAnswer } from './bank-entry.dto';
import { readStatement } from './read-statement.rules';
import { insertImport, listUnread } from './statement-import.sql';
import { StatementFault } from './statement.types';

/** Files that may wait to be read, so that the database does not fill with them. */
const MOST_UNREAD = 20;
const RETRY_AFTER_S = 10;

/** Takes the file of a bank, which a job then reads. */
export class ImportStatement extends UseCase<StatementImportAnswer, { readonly file: Buffer }> {}

@CommandHandler(ImportStatement)
export class ImportStatementHandler implements ICommandHandler<ImportStatement> {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `seller_missing`, `statement_unreadable`, `rate_limited` while many files wait */
  async execute({ context: { author }, input: { file } }: ImportStatement): Promise<StatementImportAnswer> {
    const seller = await this.database.asPlatform(findSeller);
    if (seller === undefined) throw new ProblemError('seller_missing');
    const { account, timeZone } = seller;
    const today = localDateOf(timeZone, this.clock.now().getTime());
    const entries = countEntries(file, account, today);
    return this.database.asPlatform(async (tx) => {
      if ((await listUnread(tx, MOST_UNREAD)).length === MOST_UNREAD)
        throw new ProblemError('rate_limited', {}, [], RETRY_AFTER_S);
      return statementImportAnswer(await insertImport(tx, { id: newId(), account, file, author, entries }));
    });
  }
}

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
