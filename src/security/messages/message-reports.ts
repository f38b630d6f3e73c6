import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { requestJob } from '../../platform/queue/request-job.sql';
import type { StopReason } from './message-providers';
import { RECEIPT } from './message.sql';
import { RECEIPTS_JOB } from './routed-messages';
import { stopAddressOf } from './stopped-address.sql';

/** A provider's report on a message that it took. */
export interface MessageReport {
  readonly id: string;
  readonly provider: string;
  readonly providerId: string;
  readonly status: 'SENT' | 'DELIVERED' | 'FAILED';
  readonly failure: string | null;
  /** The reason to stop the message's address; undefined: none. */
  readonly stops?: StopReason | undefined;
}

/** Records a delivery report. Reports may arrive in any order and repeatedly; the first final one stays. */
export class RecordMessageReport extends Command<void> {
  constructor(
    readonly networkId: string,
    readonly report: MessageReport,
  ) {
    super();
  }
}

/** Records reports of an SMS provider that identifies messages only by its own ids, of any network. `code` is the provider's name of the status. */
export class RecordAccountReports extends Command<void> {
  constructor(
    readonly provider: string,
    readonly reports: readonly (Pick<MessageReport, 'providerId' | 'status' | 'stops'> & { readonly code: string })[],
  ) {
    super();
  }
}

@Injectable()
export class MessageReports {
  constructor(private readonly database: Database) {}

  /** Ignores a report on an unknown message, or with another id at the provider. */
  @Handles(RecordMessageReport)
  recordMessageReport({ networkId, report }: RecordMessageReport): Promise<void> {
    const { id: messageId, providerId, stops: reason, failure } = report;
    return this.database.inNetwork(networkId, async (tx) => {
      const rows = await tx.query<{
        receipt: string | null;
      }>`UPDATE messages SET status = ${report.status}, provider = ${report.provider}, provider_id = ${report.providerId},
        failure = ${report.failure},
             receipt = CASE WHEN ${report.status} = 'DELIVERED' THEN ${RECEIPT} ELSE receipt END
            WHERE network_id = ${networkId} AND id = ${report.id}
              AND coalesce(provider_id, ${report.providerId}) = ${report.providerId}
              AND (status IN ('SENDING', 'UNKNOWN') OR (status = 'SENT' AND ${report.status} <> 'SENT'))
            RETURNING receipt`;
      if (rows[0]?.receipt === 'DUE') await requestJob(tx, RECEIPTS_JOB, networkId);
      if (reason === undefined) return;
      await stopAddressOf(tx, networkId, { messageId, providerId, reason, failure: failure ?? report.provider });
    });
  }

  /** Ignores a report on a message that is not sent, or whose outcome is final. */
  @Handles(RecordAccountReports)
  async recordAccountReports({ provider, reports }: RecordAccountReports): Promise<void> {
    if (reports.length === 0) return;
    const ids = reports.map(({ providerId }) => providerId);
    const rows = await this.database.asPlatform(
      (tx) => tx.query<{ networkId: string; id: string; providerId: string }>`
        SELECT network_id, id, provider_id FROM messages
         WHERE channel = 'SMS' AND status = 'SENT' AND provider = ${provider} AND provider_id = ANY (${ids}::text[]) LIMIT ${ids.length}`,
    );
    const sent = new Map(rows.map((row) => [row.providerId, row]));
    for (const { providerId, status, stops, code } of reports) {
      const row = sent.get(providerId);
      if (row === undefined) continue;
      const failure = status === 'FAILED' ? `${provider} ${code}` : null;
      const report = { id: row.id, provider, providerId, status, failure, stops };
      await this.recordMessageReport(new RecordMessageReport(row.networkId, report));
    }
  }
}
