import { z } from 'zod';
import { uuid } from '../../platform/http/schemas';
import type { MessageReport, OutgoingMessage } from '../../security';

/** Query of the address at which a provider reports on one message: `n` is its network, `m` the message. */
export const reportQuery = z.strictObject({ n: uuid, m: uuid });

/** The address at which a provider reports on this message; `url` is the part before the query. */
export function reportAddressOf(url: string, { networkId, id }: Pick<OutgoingMessage, 'networkId' | 'id'>): string {
  return `${url}?n=${networkId}&m=${id}`;
}

/**
 * A report of a provider as messages record it; `code` is the provider's own for a failure, which people read behind its
 * name.
 */
export function deliveryReport({
  code,
  ...report
}: Omit<MessageReport, 'failure'> & { readonly code: string }): MessageReport {
  return { ...report, failure: report.status === 'FAILED' ? `${report.provider} ${code}` : null };
}
