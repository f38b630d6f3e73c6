import { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import type { MessageReport, OutgoingMessage } from '../../security';

/** Query of the address for reports on one message: `n` is the network's id, `m` the message's. */
export const reportQuery = z.strictObject({ n: uuid, m: uuid });

/** The address at which a provider reports on this message; `url` is the part before the query. */
export function reportAddressOf(url: string, { networkId, id }: Pick<OutgoingMessage, 'networkId' | 'id'>): string {
  return `${url}?n=${networkId}&m=${id}`;
}

/**
 * A provider's report in the form in which messages record it. `code` is the provider's own code of a failure; people see it after the provider's
 * name.
 */
export function deliveryReport({
  code,
  ...report
}: Omit<MessageReport, 'failure'> & { readonly code: string }): MessageReport {
  return { ...report, failure: report.status === 'FAILED' ? `${report.provider} ${code}` : null };
}
