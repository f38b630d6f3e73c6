import { useQuery } from '@tanstack/react-query';
import type { MessageCount } from '../../entities/message/message.api';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Facts } from '../../shared/ui/facts';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

const OUT: ReadonlySet<MessageCount['status']> = new Set(['SENT', 'DELIVERED']);

/** Figures of the last 30 days: sent messages by channel, and unsent ones by reason. */
export function MessageCounts() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const counts = useQuery(ask('/api/messages/counts'));
  if (counts.isError) return <FailureNotice error={counts.error} retry={counts} />;
  const all = counts.data?.items ?? [];
  if (all.length === 0) return null;
  const sent = summed(
    all.filter(({ status }) => OUT.has(status)),
    ({ channel }) => t(`messages.sentBy.${channel}`),
  );
  const notSent = summed(all.filter(isNotSent), ({ status, reason }) =>
    reason === null ? t(`messages.statuses.${status}`) : t(`messages.reasons.${reason}`),
  );
  return (
    <Panel title={t('messages.lastDays')}>
      <Facts facts={[...sent, ...notSent].map(([name, count]) => [name, format.number(count)])} />
    </Panel>
  );
}

function isNotSent({ status }: MessageCount): boolean {
  return status === 'SUPPRESSED' || status === 'FAILED' || status === 'UNKNOWN';
}

/** Numbers of messages by the name that `nameOf` gives them, the largest number first. */
function summed(counts: readonly MessageCount[], nameOf: (count: MessageCount) => string): [string, number][] {
  const sums = new Map<string, number>();
  for (const count of counts) sums.set(nameOf(count), (sums.get(nameOf(count)) ?? 0) + count.messages);
  return [...sums].sort(([, a], [, b]) => b - a);
}
