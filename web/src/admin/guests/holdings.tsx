import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../shared/api/client';
import { useFormat } from '../../shared/format/use-format';
import { DataTable } from '../../shared/ui/data-table';
import { Panel } from '../../shared/ui/page';
import { RedemptionTable } from '../rewards/redemption-table';

const MOST_AT_ONCE = 50;

interface ExpiringProps {
  readonly expiring: readonly { readonly at: string; readonly points: number }[];
}

/** What expires when, the soonest first; nothing where no points have a date. */
export function Expiring({ expiring }: ExpiringProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  if (expiring.length === 0) return null;
  return (
    <Panel title={t('holdings.expiring')}>
      <DataTable
        caption={t('holdings.expiringTable')}
        rows={expiring}
        rowKey={({ at }) => at}
        empty={null}
        columns={[
          { key: 'at', title: t('holdings.at'), cell: ({ at }) => format.dateTime(at) },
          {
            key: 'points',
            title: t('guests.available'),
            isFigure: true,
            cell: ({ points }) => format.number(points),
          },
        ]}
      />
    </Panel>
  );
}

/** Rewards that the guest took, the newest first; nothing where there are none. */
export function Redemptions({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const redemptions = useQuery({
    queryKey: ['guest', guestId, 'redemptions'],
    queryFn: ({ signal }) => {
      const params = { path: { id: guestId }, query: { limit: MOST_AT_ONCE } };
      return answerOf(api.GET('/api/guest/{id}/redemptions', { params, signal }));
    },
  });
  const rows = redemptions.data?.items ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel title={t('holdings.redemptions')}>
      <RedemptionTable
        caption={t('holdings.redemptionsTable')}
        rows={rows}
        onChanged={() => void queries.invalidateQueries({ queryKey: ['guest', guestId] })}
      />
    </Panel>
  );
}
