import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import {
  type AnalyticsFigures,
  type AnalyticsGuests,
  type AnalyticsOverview,
  guestsQuery,
} from '../../entities/analytics/analytics.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useSpanWords } from '../../entities/report/period-figures';
import { ask } from '../../shared/api/calls';
import classes from './analytics.module.css';
import { CountingNotice } from './counting-notice';
import { type FiguresColumn, FiguresPanel } from './figures-panel';
import { type ValueKind, useValueWords } from './use-value-words';
import { useAnalyticsChoice } from './use-analytics-choice';

const HEIGHT = 240;
const DAY_MS = 86_400_000;
const MOST_DAYS_OF_GUESTS = 366;

type Part = AnalyticsOverview['series'][number];
type Spans = 'period' | 'previous' | 'yearAgo';
const SPANS: readonly Spans[] = ['period', 'previous', 'yearAgo'];

interface FigureRow {
  readonly word: FigureWord;
  readonly kind: ValueKind;
  readonly values: Readonly<Record<Spans, number | null>>;
}

/** Rows of the table of figures, each with its kind and where it stands in an answer. */
const FIGURES = {
  net: ['money', ({ net }) => net],
  guestNet: ['money', ({ guestNet }) => guestNet],
  otherNet: ['money', ({ net, guestNet }) => net - guestNet],
  sales: ['count', ({ sales }) => sales],
  guestShare: ['share', ({ sales, guestSharePpm }) => (sales === 0 ? null : guestSharePpm)],
  checkWith: ['money', ({ averageCheckWithGuest }) => averageCheckWithGuest],
  checkWithout: ['money', ({ averageCheckWithoutGuest }) => averageCheckWithoutGuest],
  newGuests: ['count', ({ newGuests }) => newGuests],
  pointsEarned: ['count', ({ pointsEarned }) => pointsEarned],
  pointsRedeemed: ['count', ({ pointsRedeemed }) => pointsRedeemed],
  pointsExpired: ['count', ({ pointsExpired }) => pointsExpired],
  cost: ['money', ({ programCost }) => programCost],
  costShare: ['share', ({ programCostPpm }) => programCostPpm],
} as const satisfies Readonly<Record<string, readonly [ValueKind, (figures: AnalyticsFigures) => number | null]>>;

const GUEST_FIGURES = {
  guests: ['count', ({ guests }) => guests],
  visitsPerGuest: ['thousandths', ({ visitsPerGuestMilli }) => visitsPerGuestMilli],
  repeatGuests: ['count', ({ repeatGuests }) => repeatGuests],
  repeatShare: ['share', ({ repeatSharePpm }) => repeatSharePpm],
} as const satisfies Readonly<
  Record<string, readonly [ValueKind, (buyers: AnalyticsGuests['period']) => number | null]>
>;

type FigureWord = keyof typeof FIGURES | keyof typeof GUEST_FIGURES | 'owed';

/** Figures of a period, compared with the period before it and with the same one a year ago, and charts of its parts. */
export function OverviewTab() {
  const { t } = useTranslation('admin');
  const { choice } = useAnalyticsChoice();
  const overview = useQuery(ask('/api/analytics/overview', { ...choice }));
  if (overview.isError) return <FailureNotice error={overview.error} retry={overview} />;
  if (overview.isPending) return <Loading />;
  const { data } = overview;
  const { period, previous, yearAgo, businessDate, isCounted } = data;
  const isEmpty = [period, previous, yearAgo].every(
    ({ figures: { sales, refunds, newGuests } }) => sales + refunds + newGuests === 0,
  );
  return (
    <>
      {!isCounted && <CountingNotice />}
      {period.to >= businessDate && <Notice title={t('analytics.openTitle')} help={t('analytics.openHelp')} />}
      {isEmpty ? (
        <Notice title={t('chart.emptyTitle')} help={t('reports.emptyHelp')} />
      ) : (
        <>
          <FiguresTable overview={data} />
          <GuestsTable spans={data} />
          <Lines overview={data} />
        </>
      )}
    </>
  );
}

function FiguresTable({ overview }: { readonly overview: AnalyticsOverview }) {
  const { t } = useTranslation('admin');
  const valuesOf = (read: (span: AnalyticsOverview[Spans]) => number | null): FigureRow['values'] => ({
    period: read(overview.period),
    previous: read(overview.previous),
    yearAgo: read(overview.yearAgo),
  });
  const rows: FigureRow[] = (Object.keys(FIGURES) as (keyof typeof FIGURES)[]).map((word) => {
    const [kind, read] = FIGURES[word];
    return { word, kind, values: valuesOf(({ figures }) => read(figures)) };
  });
  const owed: FigureRow = { word: 'owed', kind: 'count', values: valuesOf(({ owed: points }) => points) };
  return (
    <SpansPanel
      title={t('analytics.figuresTitle')}
      definition={t('analytics.figuresHelp')}
      spans={overview}
      rows={overview.period.owed === null ? rows : [...rows, owed]}
      file="figures"
    />
  );
}

/** Guests are counted from their sales, so they come after the other figures. */
function GuestsTable({ spans }: { readonly spans: AnalyticsOverview }) {
  const { t } = useTranslation('admin');
  const { choice } = useAnalyticsChoice();
  const { from, to } = spans.period;
  const isShort = Date.parse(to) - Date.parse(from) < MOST_DAYS_OF_GUESTS * DAY_MS;
  const guests = useQuery({ ...guestsQuery(choice), enabled: isShort });
  if (!isShort) return <Notice title={t('analytics.guestsTitle')} help={t('analytics.guestsTooLong')} />;
  if (guests.isError) return <FailureNotice error={guests.error} retry={guests} />;
  if (guests.isPending) return <p className={classes.loading}>{t('analytics.guestsCounting')}</p>;
  const { data } = guests;
  const rows: FigureRow[] = (Object.keys(GUEST_FIGURES) as (keyof typeof GUEST_FIGURES)[]).map((word) => {
    const [kind, read] = GUEST_FIGURES[word];
    return {
      word,
      kind,
      values: { period: read(data.period), previous: read(data.previous), yearAgo: read(data.yearAgo) },
    };
  });
  return (
    <SpansPanel
      title={t('analytics.guestsTitle')}
      definition={t('analytics.guestsHelp')}
      spans={data}
      rows={rows}
      file="guests"
    />
  );
}

interface SpansPanelProps {
  readonly title: string;
  readonly definition: string;
  readonly spans: Readonly<Record<Spans, { readonly from: string; readonly to: string }>>;
  readonly rows: readonly FigureRow[];
  readonly file: string;
}

/** Figures of the three periods beside each other, each with its definition and how much it changed. */
function SpansPanel({ title, definition, spans, rows, file }: SpansPanelProps) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const columns: FiguresColumn<FigureRow>[] = [
    {
      key: 'figure',
      title: t('analytics.figure'),
      isText: true,
      cell: ({ word }) => (
        <>
          <span className={classes.name}>{t(`analytics.figures.${word}`)}</span>
          <span className={classes.small}>{t(`analytics.definitions.${word}`)}</span>
        </>
      ),
      value: ({ word }) => t(`analytics.figures.${word}`),
    },
    ...SPANS.map((span): FiguresColumn<FigureRow> => ({
      key: span,
      title: `${t(`analytics.spans.${span}`)}: ${spanWords(spans[span].from, spans[span].to)}`,
      cell: ({ kind, values }) => (
        <>
          {value.written(kind, values[span])}
          {span !== 'period' && (
            <span className={classes.small}>{value.change(kind, values.period, values[span])}</span>
          )}
        </>
      ),
      value: ({ kind, values }) => value.raw(kind, values[span]),
    })),
  ];
  return (
    <FiguresPanel
      {...{ title, definition, rows, columns }}
      rowKey={({ word }) => word}
      file={`${file}-${spans.period.from}-${spans.period.to}`}
    />
  );
}

interface ChartLine {
  readonly word: keyof typeof FIGURES;
  /** Draws another line for the compared period. */
  readonly isCompared: boolean;
}

/** Charts of the parts of the period: which figures each shows. */
const CHARTS = [
  { title: 'net', lines: [{ word: 'net', isCompared: true }] },
  { title: 'guestShare', lines: [{ word: 'guestShare', isCompared: true }] },
  {
    title: 'checks',
    lines: [
      { word: 'checkWith', isCompared: false },
      { word: 'checkWithout', isCompared: false },
    ],
  },
  {
    title: 'points',
    lines: [
      { word: 'pointsEarned', isCompared: false },
      { word: 'pointsRedeemed', isCompared: false },
      { word: 'pointsExpired', isCompared: false },
    ],
  },
  { title: 'costShare', lines: [{ word: 'costShare', isCompared: true }] },
] as const satisfies readonly { readonly title: string; readonly lines: readonly ChartLine[] }[];

/** The styles of the lines in a chart. Each line has its own dashes, so that readers tell the lines apart without colours too. */
const STROKES = [
  { color: 'var(--accent)' },
  { color: 'var(--ink-soft)', strokeDasharray: '6 4' },
  { color: 'var(--warn)', strokeDasharray: '2 4' },
] as const;

function Lines({ overview }: { readonly overview: AnalyticsOverview }) {
  const { t } = useTranslation('admin');
  const value = useValueWords();
  const spanWords = useSpanWords();
  const { choice } = useAnalyticsChoice();
  const { series, step, period } = overview;
  if (series.length < 2) return null;
  const partWords = ({ from, to }: { readonly from: string; readonly to: string }) => spanWords(from, to);
  const comparedName = t(`analytics.compared.${choice.compare}`);
  return CHARTS.map(({ title: word, lines }) => {
    const kind = FIGURES[lines[0].word][0];
    const columns: FiguresColumn<Part>[] = lines.flatMap((line: ChartLine) => {
      const read = FIGURES[line.word][1];
      const name = t(`analytics.figures.${line.word}`);
      const own: FiguresColumn<Part> = {
        key: line.word,
        title: name,
        cell: ({ figures }) => value.written(kind, read(figures)),
        value: ({ figures }) => value.raw(kind, read(figures)),
      };
      const compared: FiguresColumn<Part> = {
        key: `${line.word}-compared`,
        title: comparedName,
        cell: ({ compared: part }) =>
          part === null ? (
            '—'
          ) : (
            <>
              {value.written(kind, read(part.figures))}
              <span className={classes.small}>{partWords(part)}</span>
            </>
          ),
        value: ({ compared: part }) => (part === null ? null : value.raw(kind, read(part.figures))),
      };
      return line.isCompared ? [own, compared] : [own];
    });
    return (
      <FiguresPanel
        key={word}
        title={t(`analytics.charts.${word}`, { step: t(`analytics.steps.${step}`) })}
        definition={t(`analytics.chartHelp.${word}`)}
        rows={series}
        rowKey={({ from }) => from}
        file={`${word}-${period.from}-${period.to}`}
        columns={[
          {
            key: 'part',
            title: t(`analytics.step.${step}`),
            isText: true,
            cell: partWords,
            value: ({ from }) => from,
          },
          ...columns,
        ]}
        chart={
          <LineChart
            h={HEIGHT}
            dataKey="part"
            tickLine="none"
            gridAxis="x"
            curveType="linear"
            connectNulls={false}
            withLegend
            withDots={series.length <= 31}
            data={series.map((part) => ({
              part: partWords(part),
              ...Object.fromEntries(columns.map(({ title, value: read }) => [title, read(part)])),
            }))}
            series={columns.map(({ title }, n) => ({ name: title, ...STROKES[n % STROKES.length] }))}
            valueFormatter={(raw) => value.axis(kind, raw)}
            xAxisProps={{ interval: 'equidistantPreserveStart' }}
            yAxisProps={{ width: 84 }}
            lineChartProps={{ accessibilityLayer: false }}
          />
        }
      />
    );
  });
}
