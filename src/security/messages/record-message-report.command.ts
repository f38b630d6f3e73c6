import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { type MessageReport, takeReport } from './message-reports';

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

  execute({ networkId, report }: RecordMessageReport): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => takeReport(tx, networkId, report));
  }
}
