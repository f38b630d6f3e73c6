import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { type MessageReport, takeReport } from './message-reports';
import { listReported } from './message.sql';

/** Reports of an SMS provider that names messages by its own ids alone, of any networks; `code` is its own for the status. */
export class RecordAccountReports extends Command<void> {
  constructor(
    readonly provider: string,
    readonly reports: readonly (Pick<MessageReport, 'providerId' | 'status' | 'stops'> & { readonly code: string })[],
  ) {
    super();
  }
}

@CommandHandler(RecordAccountReports)
export class RecordAccountReportsHandler implements ICommandHandler<RecordAccountReports> {
  constructor(private readonly database: Database) {}

  /** A report on a message that is not sent, or whose fate is final, changes nothing. */
  async execute({ provider, reports }: RecordAccountReports): Promise<void> {
    if (reports.length === 0) return;
    const ids = reports.map(({ providerId }) => providerId);
    const rows = await this.database.asPlatform((tx) => listReported(tx, provider, ids));
    const sent = new Map(rows.map((row) => [row.provider_id, row]));
    for (const { providerId, status, stops, code } of reports) {
      const row = sent.get(providerId);
      if (row === undefined) continue;
      const { network_id: networkId, id } = row;
      const failure = status === 'FAILED' ? `${provider} ${code}` : null;
      const report = { id, provider, providerId, status, failure, stops };
      await this.database.inNetwork(networkId, (tx) => takeReport(tx, networkId, report));
    }
  }
}
