import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { requestJob } from '../../platform/queue/request-job.sql';
import type { StopReason } from './message-providers';
import { recordReport } from './message.sql';
import { RECEIPTS_JOB } from './routed-messages';
import { stopAddressOf } from './stopped-address.sql';

/** The report of a provider on a message that it took. */
export interface MessageReport {
  readonly id: string;
  readonly provider: string;
  readonly providerId: string;
  readonly status: 'SENT' | 'DELIVERED' | 'FAILED';
  readonly failure: string | null;
  /** Why the report stops the address of the message; undefined: it does not. */
  readonly stops?: StopReason | undefined;
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
    return this.database.inNetwork(networkId, async (tx) => {
      if (await recordReport(tx, networkId, report)) await requestJob(tx, RECEIPTS_JOB, networkId);
      const { id: messageId, providerId, stops: reason, failure } = report;
      if (reason === undefined) return;
      await stopAddressOf(tx, networkId, { messageId, providerId, reason, failure: failure ?? report.provider });
    });
  }
}
