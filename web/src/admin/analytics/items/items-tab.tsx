import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AnalyticsItems } from '../../../entities/analytics/analytics.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useSpanWords } from '../../../entities/report/period-figures';
import { ask } from '../../../shared/api/calls';
import { useAddress } from '../../../shared/described/use-address';
import classes from '../analytics.module.css';
import { CountingNotice } from '../counting-notice';
import { type FiguresColumn, FiguresPanel } from '../figures-panel';
import { RankedBars } from '../ranked-bars';
import { useAnalyticsChoice } from '../use-analytics-choice';
import { type ValueKind, useValueWords } from '../use-value-words';

type By = 'ITEM' | 'CATEGORY';
type ItemSums = AnalyticsItems['total'];
type ItemRow = ItemSums & { readonly id: string; readonly name: string; readonly category: string };

const BYS: readonly By[] = ['ITEM', 'CATEGORY'];

/** Items or categories of the menu, bought with points and without. */
export function ItemsTab() {
  const { t } = useTranslation('admin');
  const { choice } = useAnalyticsChoice();
  const { address, change } = useAddress();
  const by: By = address.get('by') === 'category' ? 'CATEGORY' : 'ITEM';
  const items = useQuery(ask('/api/analytics/items', { ...choice, by }));
  return (
    <>
      <SegmentedControl
        className={classes.onScreen ?? ''}
        mb="md"
        aria-label={t('analytics.items.by')}
        value={by}
        onChange={(next) => change({ by: next === 'CATEGORY' ? 'category' : null }, { replace: true })}
        data={BYS.map((one) => ({ value: one, label: t(`analytics.items.${one}`) }))}
      />
      {items.isError && <FailureNotice error={items.error} retry={items} />}
      {items.isPending && <Loading />}
      {items.data !== undefined && !items.data.isCounted && <CountingNotice help={t('analytics.items.countingHelp')} />}
      {items.data !== undefined &&
        (items.data.items.length === 0 ? (
          <Notice title={t('chart.emptyTitle')} help={t('reports.emptyHelp')} />
        ) : (
          <ItemsPanel data={items.data} by={by} />
        ))}
    </>
  );
}

function ItemsPanel({ data, by }: { readonly data: AnalyticsItems; readonly by: By }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const { from, to, comparedFrom, comparedTo, items, total } = data;
  const nameOf = ({ kind, name }: AnalyticsItems['items'][number]): string => {
    if (kind !== 'ITEM') return t(`analytics.items.${kind}`);
    return name ?? t(by === 'ITEM' ? 'analytics.items.noName' : 'analytics.items.noCategory');
  };
  const rows: ItemRow[] = [
    ...items.map((item) => ({
      ...item,
      id: `${item.kind} ${item.key}`,
      name: nameOf(item),
      category: item.category ?? '',
    })),
    { ...total, id: 'total', name: t('analytics.items.all'), category: '' },
  ];
  const column = (
    key: string,
    kind: ValueKind,
    title: string,
    read: (row: ItemRow) => number | null,
  ): FiguresColumn<ItemRow> => ({
    key,
    title,
    cell: (row) => value.written(kind, read(row)),
    value: (row) => value.raw(kind, read(row)),
  });
  const [withPoints, withoutPoints] = [t('analytics.items.withPoints'), t('analytics.items.withoutPoints')];
  return (
    <FiguresPanel<ItemRow>
      title={t(by === 'ITEM' ? 'analytics.items.titleITEM' : 'analytics.items.titleCATEGORY', {
        span: spanWords(from, to),
      })}
      definition={t('analytics.items.help')}
      rows={rows}
      rowKey={({ id }) => id}
      file={`${by === 'ITEM' ? 'items' : 'categories'}-${from}-${to}`}
      columns={[
        {
          key: 'name',
          title: t('analytics.items.name'),
          isText: true,
          cell: ({ name, category }) => (
            <>
              <span className={classes.name}>{name}</span>
              {category !== '' && <span className={classes.small}>{category}</span>}
            </>
          ),
          value: ({ name }) => name,
        },
        column('quantity', 'thousandths', t('analytics.items.quantity'), ({ quantityMilli }) => quantityMilli),
        {
          ...column('amount', 'money', t('analytics.items.amount'), ({ amount }) => amount),
          cell: ({ amount, comparedAmount }) => (
            <>
              {value.written('money', amount)}
              <span className={classes.small}>{value.change('money', amount, comparedAmount)}</span>
            </>
          ),
        },
        column('compared', 'money', spanWords(comparedFrom, comparedTo), ({ comparedAmount }) => comparedAmount),
        column('withPoints', 'money', withPoints, ({ pointsAmount }) => pointsAmount),
        column('withoutPoints', 'money', withoutPoints, ({ amount, pointsAmount }) => amount - pointsAmount),
        {
          ...column('share', 'share', t('analytics.items.share'), ({ pointsSharePpm }) => pointsSharePpm),
          cell: ({ pointsSharePpm, comparedPointsSharePpm }) => (
            <>
              {value.written('share', pointsSharePpm)}
              <span className={classes.small}>{value.change('share', pointsSharePpm, comparedPointsSharePpm)}</span>
            </>
          ),
        },
      ]}
      chart={
        <RankedBars
          rows={rows.slice(0, -1)}
          kind="money"
          isStacked
          series={[
            { name: withPoints, valueOf: ({ pointsAmount }) => pointsAmount },
            { name: withoutPoints, valueOf: ({ amount, pointsAmount }) => amount - pointsAmount },
          ]}
        />
      }
    />
  );
}
