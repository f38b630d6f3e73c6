import { Box } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CampaignState } from '../../entities/campaign/campaign.api';
import type { MessageCount } from '../../entities/message/message.api';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

const LOOK_EVERY_MS = 5_000;
/** Largest `days` that `GET /api/messages/counts` accepts. */
const DAYS = 366;

const GROUP = {
  SENT: 'sent',
  DELIVERED: 'sent',
  FAILED: 'failed',
  UNKNOWN: 'failed',
  PLANNED: 'waits',
  HELD: 'waits',
  QUEUED: 'waits',
  SENDING: 'waits',
  OUTBOX: 'waits',
} as const;

/** How many messages of an active or paused campaign are sent, wait or failed, and why messages were not sent. */
export function SendPanel({ campaignId, state }: { readonly campaignId: string; readonly state: CampaignState }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const counts = useQuery(
    ask('/api/messages/counts', { sourceId: campaignId, days: DAYS }, { refetchInterval: LOOK_EVERY_MS }),
  );
  if (counts.isError) return <FailureNotice error={counts.error} retry={counts} />;
  const all = counts.data?.items ?? [];
  if (all.length === 0) return null;
  const nameOf = ({ status, reason }: MessageCount): string => {
    if (status === 'SUPPRESSED')
      return t(reason === null ? 'messages.statuses.SUPPRESSED' : `messages.reasons.${reason}`);
    const group = GROUP[status] === 'waits' && state === 'PAUSED' ? 'held' : GROUP[status];
    return t(`campaigns.send.${group}`);
  };
  const sums = new Map<string, number>();
  for (const count of all) sums.set(nameOf(count), (sums.get(nameOf(count)) ?? 0) + count.messages);
  return (
    <Panel title={t('campaigns.send.title')}>
      <Box component="ul" m={0} pl={20} lh={1.55}>
        {[...sums].map(([name, messages]) => (
          <li key={name}>
            {name}: {format.number(messages)}
          </li>
        ))}
      </Box>
    </Panel>
  );
}
