import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { recordReport } from './message.sql';

/** The report of a provider on a message that it took. */
export interface MessageReport {
  readonly id: string;
  readonly provider: string;
  readonly providerId: string;
  readonly status: 'SENT' | 'DELIVERED' | 'FAILED';
  readonly failure: string | null;
}

/** Records a report of delivery. Reports come in any order and more than once, and the first final one stays. */
export class RecordMessageReport extends Command<void> {
  constructor(
    readonly networkId: string,
    readonly report: MessageReport,
  ) {
    super();
  }
}

@CommandHandler(RecordMessageReport)
export class RecordMessageReportHandler implements ICommandHandler<RecordMessageReport> {
  constructor(private readonly database: Database) {}

  /** A report on an unknown message, or with another id at the provider, changes nothing. */
  execute({ networkId, report }: RecordMessageReport): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => recordReport(tx, networkId, report));
  }
}
