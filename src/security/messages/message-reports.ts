import type { Tx } from '../../platform/database/database';
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

/** A report on an unknown message, or with another id at the provider, changes nothing. */
export async function takeReport(tx: Tx, networkId: string, report: MessageReport): Promise<void> {
  if (await recordReport(tx, networkId, report)) await requestJob(tx, RECEIPTS_JOB, networkId);
  const { id: messageId, providerId, stops: reason, failure } = report;
  if (reason === undefined) return;
  await stopAddressOf(tx, networkId, { messageId, providerId, reason, failure: failure ?? report.provider });
}
