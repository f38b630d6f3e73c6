import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type AnalyticsHours, type AnalyticsToday, hoursQuery } from '../../entities/analytics/analytics.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { weekdayName } from '../../shared/format/calendar-names';
import { useFormat } from '../../shared/format/use-format';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useSpanWords } from '../../entities/report/period-figures';
import { useAddress } from '../../shared/described/use-address';
import classes from './analytics.module.css';
import { CountingNotice } from './counting-notice';
import { FiguresPanel } from './figures-panel';
import { heatOf, HOURS_A_DAY, hoursFrom, MEASURES, valueOf } from './heat.rules';
import { useAnalyticsChoice } from './use-analytics-choice';
import { useLiveToday } from './use-live-today';
import { useValueWords } from './use-value-words';

const HEIGHT = 240;
const MILLION = 1_000_000;
/** Darker than this the numbers could no longer be read. */
const DARKEST = 45;
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** When guests come: sales by weekday and hour, and today against the same hours a week ago. */
export function HoursTab() {
  const { t } = useTranslation('admin');
  const { choice } = useAnalyticsChoice();
  const hours = useQuery(hoursQuery(choice));
  return (
    <>
      <TodayPanel />
      <FailureNotice error={hours.error} retry={hours} />
      {hours.isPending && <Loading />}
      {hours.data !== undefined && !hours.data.isCounted && <CountingNotice />}
      {hours.data !== undefined &&
        (hours.data.items.length === 0 ? (
          <Notice title={t('chart.emptyTitle')} help={t('reports.emptyHelp')} />
        ) : (
          <HeatPanel hours={hours.data} />
        ))}
    </>
  );
}

/** Hours down and weekdays to the right; the darker a cell, the greater its value, which stands in it. */
function HeatPanel({ hours }: { readonly hours: AnalyticsHours }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const spanWords = useSpanWords();
  const value = useValueWords();
  const { address, change } = useAddress();
  const measure = MEASURES.find(({ name }) => name === address.get('measure')) ?? MEASURES[0];
  const weekday = (day: number, style: 'short' | 'long') => weekdayName(day, format.locale, style);
  const hourWords = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const rows = hoursFrom(hours);
  const at = (hour: number, day: number) => valueOf(hours, measure.name, day, hour);
  const most = heatOf(hours, measure.name);
  const title = t('analytics.heatTitle', { span: spanWords(hours.from, hours.to) });
  return (
    <FiguresPanel
      title={title}
      definition={t(`analytics.measureHelp.${measure.name}`)}
      rows={rows}
      rowKey={String}
      file={`hours-${measure.name}-${hours.from}-${hours.to}`}
      columns={[
        { key: 'hour', title: t('analytics.hour'), isText: true, cell: hourWords, value: hourWords },
        ...WEEKDAYS.map((day) => ({
          key: String(day),
          title: weekday(day, 'long'),
          cell: (hour: number) => value.written(measure.kind, at(hour, day)),
          value: (hour: number) => value.raw(measure.kind, at(hour, day)),
        })),
      ]}
      table={
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t('analytics.heatCaption', { title })}>
          <table className={classes.heat}>
            <caption className="visually-hidden">{t('analytics.heatCaption', { title })}</caption>
            <thead>
              <tr>
                <th scope="col">{t('analytics.hour')}</th>
                {WEEKDAYS.map((day) => (
                  <th key={day} scope="col" abbr={weekday(day, 'long')}>
                    {weekday(day, 'short')}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((hour) => (
                <tr key={hour}>
                  <th scope="row">{hourWords(hour)}</th>
                  {WEEKDAYS.map((day) => {
                    const cell = at(hour, day);
                    const heat = Math.round(((cell ?? 0) / most) * DARKEST);
                    return (
                      <td
                        key={day}
                        style={{ background: `color-mix(in srgb, var(--accent) ${String(heat)}%, var(--surface))` }}
                      >
                        {cell === null ? '' : value.short(measure.kind, cell)}
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      }
    >
      <SegmentedControl
        className={classes.onScreen ?? ''}
        mb="md"
        aria-label={t('analytics.measure')}
        value={measure.name}
        onChange={(name) => change({ measure: name === MEASURES[0].name ? null : name }, { replace: true })}
        data={MEASURES.map(({ name }) => ({ value: name, label: t(`analytics.measures.${name}`) }))}
      />
    </FiguresPanel>
  );
}

function TodayPanel() {
  const { today, isLive } = useLiveToday();
  if (today.isError) return <FailureNotice error={today.error} retry={today} />;
  if (today.isPending) return <Loading />;
  return <TodayFigures today={today.data} isLive={isLive} />;
}

/** The running hour is shown, and compared with nothing. */
function TodayFigures({ today, isLive }: { readonly today: AnalyticsToday; readonly isLive: boolean }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const value = useValueWords();
  const { hours, businessDate, comparedDate } = today;
  const now = t('analytics.today');
  const before = format.weekday(comparedDate);
  const hourWords = (hour: number) => `${String(hour).padStart(2, '0')}:00`;
  const started = hours.filter(({ isOver, today: sums }) => isOver || sums.sales > 0);
  if (started.every((hour) => hour.today.sales + hour.compared.sales === 0))
    return <Notice title={t('analytics.todayTitle')} help={t('analytics.todayEmpty')} />;
  const changed = value.change('money', today.today.amount, today.compared.amount);
  const shareOf = ({ sales, guestSales }: AnalyticsToday['today']) =>
    value.written('share', (guestSales * MILLION) / sales);
  return (
    <FiguresPanel<AnalyticsToday['hours'][number]>
      title={t('analytics.todayTitle')}
      definition={t('analytics.todayHelp')}
      rows={started}
      rowKey={({ hour }) => String(hour)}
      file={`today-${businessDate}`}
      columns={[
        {
          key: 'hour',
          title: t('analytics.hour'),
          isText: true,
          cell: ({ hour, isOver }) => (isOver ? hourWords(hour) : t('analytics.running', { hour: hourWords(hour) })),
          value: ({ hour }) => hourWords(hour),
        },
        {
          key: 'today',
          title: now,
          cell: ({ today: { amount } }) => value.written('money', amount),
          value: ({ today: { amount } }) => value.raw('money', amount),
        },
        {
          key: 'before',
          title: before,
          cell: ({ isOver, compared: { amount } }) => (isOver ? value.written('money', amount) : '—'),
          value: ({ isOver, compared: { amount } }) => (isOver ? value.raw('money', amount) : null),
        },
        {
          key: 'sales',
          title: t('analytics.figures.sales'),
          cell: ({ today: { sales } }) => value.written('count', sales),
          value: ({ today: { sales } }) => sales,
        },
        {
          key: 'guestSales',
          title: t('analytics.guestSales'),
          cell: ({ today: { guestSales } }) => value.written('count', guestSales),
          value: ({ today: { guestSales } }) => guestSales,
        },
      ]}
      chart={
        <BarChart
          h={HEIGHT}
          dataKey="hour"
          tickLine="none"
          gridAxis="x"
          withLegend
          data={started.map(({ hour, isOver, today: { amount }, compared }) => ({
            hour: hourWords(hour),
            [now]: value.raw('money', amount),
            [before]: isOver ? value.raw('money', compared.amount) : null,
          }))}
          series={[
            { name: now, color: 'var(--accent)' },
            { name: before, color: 'var(--line-strong)' },
          ]}
          valueFormatter={(raw) => value.axis('money', raw)}
          yAxisProps={{ width: 84 }}
          maxBarWidth={HEIGHT / HOURS_A_DAY}
          barChartProps={{ accessibilityLayer: false }}
        />
      }
    >
      <p className={classes.said}>
        {t('analytics.todaySaid', {
          amount: format.money(today.today.amount),
          before: format.money(today.compared.amount),
          day: before,
        })}{' '}
        {changed}
      </p>
      {today.today.sales > 0 && (
        <p className={classes.definition}>
          {t('analytics.todayShare', {
            sales: format.number(today.today.sales),
            share: shareOf(today.today),
            before: today.compared.sales === 0 ? '—' : shareOf(today.compared),
            day: before,
          })}
        </p>
      )}
      <p className={classes.small}>{isLive ? t('analytics.todayLive') : t('analytics.todayPolled')}</p>
    </FiguresPanel>
  );
}
