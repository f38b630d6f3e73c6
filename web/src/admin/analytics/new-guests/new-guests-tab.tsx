import { useQuery } from '@tanstack/react-query';
import type { NewGuests } from '../../../entities/analytics/analytics.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useSpanWords } from '../../../entities/report/period-figures';
import { ask } from '../../../shared/api/calls';
import classes from '../analytics.module.css';
import { type FiguresColumn, FiguresPanel } from '../figures-panel';
import { RankedBars } from '../ranked-bars';
import { useAnalyticsChoice } from '../use-analytics-choice';
import { useValueWords } from '../use-value-words';

type NewGuestFigures = NewGuests['total'];
type GroupRow = NewGuestFigures & { readonly key: string; readonly name: string };

const WAITS = [30, 60, 90] as const;
const TOTAL = 'total';

/** Guests who were registered, by restaurant, member of staff and source, and how many of them came again. */
export function NewGuestsTab() {
  const { t } = useTranslation('admin');
  const { choice } = useAnalyticsChoice();
  const guests = useQuery(ask('/api/analytics/new-guests', { ...choice }));
  if (guests.isError) return <FailureNotice error={guests.error} retry={guests} />;
  if (guests.isPending) return <Loading />;
  const { data } = guests;
  const { total, restaurants, cashiers, sources, isBehind } = data;
  if (total.period.guests + total.compared.guests === 0)
    return <Notice title={t('newGuests.emptyTitle')} help={t('newGuests.emptyHelp')} />;
  return (
    <>
      {isBehind && (
        <p className={classes.said} role="status">
          {t('cohorts.behind')}
        </p>
      )}
      {total.period.bought === null && <Notice title={t('newGuests.someTitle')} help={t('newGuests.someHelp')} />}
      <GroupsPanel
        data={data}
        by="restaurant"
        rows={restaurants.map((group) => ({
          ...group,
          key: group.restaurantId ?? 'none',
          name: group.name ?? t('newGuests.noRestaurant'),
        }))}
      />
      <GroupsPanel
        data={data}
        by="cashier"
        rows={cashiers.map((group) => ({
          ...group,
          key: group.userId ?? 'none',
          name: group.userId === null ? t('newGuests.noCashier') : (group.name ?? t('analytics.namelessCashier')),
        }))}
      />
      <GroupsPanel
        data={data}
        by="source"
        rows={sources.map((group) => ({
          ...group,
          key: group.source,
          name: t(`newGuests.sources.${group.source}`),
        }))}
      />
    </>
  );
}

interface GroupsPanelProps {
  readonly data: NewGuests;
  readonly by: 'restaurant' | 'cashier' | 'source';
  readonly rows: readonly GroupRow[];
}

function GroupsPanel({ data, by, rows }: GroupsPanelProps) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const [now, before] = [spanWords(data.from, data.to), spanWords(data.comparedFrom, data.comparedTo)];
  const again = ({ cameAgain }: NewGuestFigures['period'], days: number) =>
    cameAgain.find((one) => one.days === days)?.sharePpm ?? null;
  const columns: FiguresColumn<GroupRow>[] = [
    {
      key: 'name',
      title: t(`newGuests.by.${by}`),
      isText: true,
      cell: ({ name }) => name,
      value: ({ name }) => name,
    },
    {
      key: 'guests',
      title: now,
      cell: ({ period, compared }) => (
        <>
          {value.written('count', period.guests)}
          <span className={classes.small}>{value.change('count', period.guests, compared.guests)}</span>
        </>
      ),
      value: ({ period }) => period.guests,
    },
    {
      key: 'compared',
      title: before,
      cell: ({ compared }) => value.written('count', compared.guests),
      value: ({ compared }) => compared.guests,
    },
    {
      key: 'bought',
      title: t('newGuests.bought'),
      cell: ({ period }) => (period.bought === null ? '' : value.written('count', period.bought)),
      value: ({ period }) => period.bought,
    },
    ...WAITS.map((days): FiguresColumn<GroupRow> => ({
      key: String(days),
      title: t('cohorts.cameWithin', { count: days }),
      cell: ({ period, compared }) => (
        <>
          <Share share={again(period, days)} />
          {again(compared, days) !== null && (
            <span className={classes.small}>
              {t('newGuests.before', { share: value.written('share', again(compared, days)) })}
            </span>
          )}
        </>
      ),
      value: ({ period }) => value.raw('share', again(period, days)),
    })),
  ];
  return (
    <FiguresPanel<GroupRow>
      title={t(`newGuests.titles.${by}`, { span: now })}
      definition={t(`newGuests.definitions.${by}`)}
      rows={[...rows, { ...data.total, key: TOTAL, name: t('analytics.allCashiers') }]}
      rowKey={({ key }) => key}
      file={`new-guests-${by}-${data.from}-${data.to}`}
      columns={columns}
      chart={
        <RankedBars
          rows={rows}
          kind="count"
          isStacked={false}
          series={[
            { name: now, valueOf: ({ period }) => period.guests },
            { name: before, valueOf: ({ compared }) => compared.guests },
          ]}
        />
      }
    />
  );
}

/** Empty until the guests of the period had their days. */
function Share({ share }: { readonly share: number | null }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  return share === null ? (
    <span className="visually-hidden">{t('cohorts.notOver')}</span>
  ) : (
    value.written('share', share)
  );
}
