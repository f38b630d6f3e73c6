import { MultiSelect, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FigureCatalogue, type Figures, figuresQuery } from '../../../entities/analytics/analytics.api';
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
import { useValueWords } from '../use-value-words';
import { type By, bysOf, chosenOf, isOrdered, kindOf, MOST_FIGURES } from './any-figures.rules';
import { OrderedBars } from './ordered-bars';
import { useKeyWords } from './use-key-words';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly values: Figures['total']['values'];
  readonly compared: Figures['total']['compared'];
}

/** Shows figures that the reader chooses from the catalogue, by one dimension. Names come from the API, so a new figure needs no change here. */
export function AnyFiguresTab() {
  const { t } = useTranslation('admin');
  const list = useQuery(ask('/api/figures/catalogue'));
  if (list.isError) return <FailureNotice error={list.error} retry={list} />;
  if (list.isPending) return <Loading />;
  if (list.data.items.length === 0)
    return <Notice title={t('analytics.any.none')} help={t('analytics.any.noneHelp')} />;
  return <ChosenFigures list={list.data.items} />;
}

function ChosenFigures({ list }: { readonly list: FigureCatalogue['items'] }) {
  const { t } = useTranslation('admin');
  const { choice } = useAnalyticsChoice();
  const { address, change } = useAddress();
  const codes = chosenOf(list, address.get('figures') ?? '');
  const bys = bysOf(list, codes);
  const by = bys.find((one) => one === address.get('by')) ?? bys[0];
  const figures = useQuery({ ...figuresQuery(choice, codes, by), enabled: by !== undefined });
  return (
    <>
      <div className={classes.onScreen}>
        <MultiSelect
          mb="md"
          label={t('analytics.any.figures')}
          value={[...codes]}
          data={list.map(({ code, name }) => ({ value: code, label: name }))}
          maxValues={MOST_FIGURES}
          searchable
          onChange={(next) => change({ figures: next.join(','), by: null }, { replace: true })}
        />
        {by !== undefined && (
          <NativeSelect
            mb="md"
            label={t('analytics.any.by')}
            value={by}
            data={bys.map((one) => ({ value: one, label: t(`analytics.any.bys.${one}`) }))}
            onChange={({ currentTarget: { value } }) => change({ by: value }, { replace: true })}
          />
        )}
      </div>
      {by === undefined && <Notice title={t('analytics.any.apart')} help={t('analytics.any.apartHelp')} />}
      {figures.isError && <FailureNotice error={figures.error} retry={figures} />}
      {by !== undefined && figures.isPending && <Loading />}
      {by !== undefined && figures.data !== undefined && <Answer data={figures.data} by={by} />}
    </>
  );
}

function Answer({ data, by }: { readonly data: Figures; readonly by: By }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const keyWords = useKeyWords(by);
  const { from, to, comparedFrom, comparedTo, figures, items, isCut, isCounted, total } = data;
  const [first] = figures;
  if (items.length === 0 || first === undefined)
    return <Notice title={t('chart.emptyTitle')} help={t('reports.emptyHelp')} />;
  const rows: Row[] = [
    ...items.map((item, index) => ({ ...item, id: `${item.key ?? ''} ${String(index)}`, name: keyWords(item) })),
    { ...total, id: 'total', name: t('analytics.any.total') },
  ];
  const columns = figures.map(({ code, unit, name }): FiguresColumn<Row> => {
    const kind = kindOf(unit);
    return {
      key: code,
      title: name,
      cell: ({ values, compared }) => (
        <>
          {value.written(kind, values[code] ?? null)}
          <span className={classes.small}>{value.change(kind, values[code] ?? null, compared?.[code] ?? null)}</span>
        </>
      ),
      value: ({ values }) => value.raw(kind, values[code] ?? null),
    };
  });
  const title = t('analytics.any.title', { span: spanWords(from, to) });
  const now = spanWords(from, to);
  const before = comparedFrom === null || comparedTo === null ? null : spanWords(comparedFrom, comparedTo);
  const series = [
    { name: `${first.name}, ${now}`, valueOf: ({ values }: Row) => values[first.code] ?? 0 },
    ...(before === null ? [] : [{ name: before, valueOf: ({ compared }: Row) => compared?.[first.code] ?? 0 }]),
  ];
  return (
    <>
      {!isCounted && <CountingNotice />}
      <FiguresPanel<Row>
        title={title}
        definition={isCut ? t('analytics.any.cut') : t('analytics.any.help')}
        rows={rows}
        rowKey={({ id }) => id}
        file={`figures-${from}-${to}`}
        columns={[
          {
            key: 'name',
            title: t(`analytics.any.bys.${by}`),
            isText: true,
            cell: ({ name }) => name,
            value: ({ name }) => name,
          },
          ...columns,
        ]}
        chart={
          isOrdered(by) ? (
            <OrderedBars rows={rows.slice(0, -1)} kind={kindOf(first.unit)} series={series} />
          ) : (
            <RankedBars rows={rows.slice(0, -1)} kind={kindOf(first.unit)} isStacked={false} series={series} />
          )
        }
      />
    </>
  );
}
