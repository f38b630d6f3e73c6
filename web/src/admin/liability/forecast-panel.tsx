import '@mantine/charts/styles.css';
import { CompositeChart } from '@mantine/charts';
import { Progress, SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { forecastQuery, type LiabilityForecast } from '../../entities/liability/liability.api';
import { ApiProblem } from '../../shared/api/problem';
import { useFormat } from '../../shared/format/use-format';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { FailureNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { ChartPanel } from '../../shared/ui/chart-panel';
import classes from './liability-page.module.css';

const HEIGHT = 280;
const CHOICES = ['6', '12', '24'] as const;
const SECOND_MS = 1_000;

/** Forecast of how many points owed will be redeemed or expire. It is costly on a large network, so it is fetched once a day and the wait is shown. */
export function ForecastPanel() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const { timeZone } = useNetwork();
  const [months, setMonths] = useState<(typeof CHOICES)[number]>('12');
  const today = localTime(new Date().toISOString(), timeZone).slice(0, 'yyyy-mm-dd'.length);
  const forecast = useQuery(forecastQuery(Number(months), today));

  if (forecast.isError) {
    const isYoung = forecast.error instanceof ApiProblem && forecast.error.code === 'forecast_history_too_short';
    return (
      <Panel title={t('forecast.title')}>
        {isYoung ? <Notice {...words(forecast.error)} /> : <FailureNotice error={forecast.error} retry={forecast} />}
      </Panel>
    );
  }
  const choice = (
    <SegmentedControl
      size="md"
      mb="md"
      aria-label={t('forecast.ahead')}
      value={months}
      onChange={(value) => setMonths(CHOICES.find((known) => known === value) ?? '12')}
      data={CHOICES.map((value) => ({ value, label: t('forecast.months', { count: Number(value) }) }))}
    />
  );
  if (forecast.isPending) {
    return (
      <Panel title={t('forecast.title')}>
        {choice}
        <Waiting />
      </Panel>
    );
  }
  return (
    <>
      <BandChart forecast={forecast.data} of="redeemed">
        {choice}
        <ForecastStory forecast={forecast.data} />
      </BandChart>
      <BandChart forecast={forecast.data} of="expired" />
    </>
  );
}

/** Seconds go by in sight: it is counted, it has not stopped. */
function Waiting() {
  const { t } = useTranslation('admin');
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = window.setInterval(() => setSeconds((before) => before + 1), SECOND_MS);
    return () => window.clearInterval(timer);
  }, []);
  return (
    <>
      <Text maw="75ch" mb={16} lh={1.5} role="status">
        {t('forecast.waiting')}
      </Text>
      <Progress value={100} animated size={8} color="var(--accent)" aria-hidden />
      <p className={classes.soft} aria-hidden>
        {t('forecast.seconds', { count: seconds })}
      </p>
    </>
  );
}

/** The forecast in words: expectation, uncertainty, and what it can't know. */
function ForecastStory({ forecast }: { readonly forecast: LiabilityForecast }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { redeemed, expired } = forecast.total;
  const wholeShare = (months: number) => format.share(Math.round((months / forecast.record.months) * 100) * 10_000);
  return (
    <>
      <Text maw="75ch" mb={16} lh={1.5}>
        {t('forecast.said', {
          open: format.number(forecast.open.points),
          lastMonth: format.wholeMonth(forecast.lastMonth),
          redeemed: format.number(redeemed.expected),
          redeemedLow: format.number(redeemed.low),
          redeemedHigh: format.number(redeemed.high),
          expired: format.number(expired.expected),
          expiredLow: format.number(expired.low),
          expiredHigh: format.number(expired.high),
          band: format.share(forecast.bandPpm),
        })}
      </Text>
      <Text maw="75ch" mb={16} lh={1.5}>
        {t('forecast.record', {
          count: forecast.historyMonths,
          redeemed: wholeShare(forecast.record.redeemed),
          expired: wholeShare(forecast.record.expired),
        })}
      </Text>
    </>
  );
}

interface BandChartProps {
  readonly forecast: LiabilityForecast;
  readonly of: 'redeemed' | 'expired';
  readonly children?: React.ReactNode;
}

/** Expected points a month as a line in the band in which four outcomes of five are meant to lie. */
function BandChart({ forecast, of, children }: BandChartProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const months = forecast[of];
  const title = t(`forecast.${of}Title`);
  const expected = t('forecast.expected');
  const band = t('forecast.band', { band: format.share(forecast.bandPpm) });
  const written = (value: unknown) =>
    Array.isArray(value) ? value.map((end) => format.number(Number(end))).join('–') : format.number(Number(value));
  return (
    <ChartPanel
      title={title}
      table={
        <DataTable
          caption={t('liability.table', { title })}
          rows={months}
          rowKey={({ month }) => month}
          empty={null}
          columns={[
            { of: 'month', title: t('liability.month'), as: 'month' },
            { of: 'expected', title: expected, as: 'number' },
            { of: 'low', title: t('forecast.low'), as: 'number' },
            { of: 'high', title: t('forecast.high'), as: 'number' },
            {
              title: t('liability.money'),
              isFigure: true,
              isAside: true,
              cell: ({ money }) => format.money(money.expected),
            },
          ]}
        />
      }
      chart={
        <>
          <CompositeChart
            h={HEIGHT}
            dataKey="month"
            tickLine="none"
            gridAxis="x"
            curveType="linear"
            data={months.map((row) => ({
              month: format.month(row.month),
              [band]: [row.low, row.high],
              [expected]: row.expected,
            }))}
            series={[
              { name: band, color: 'var(--line-strong)', type: 'area' },
              { name: expected, color: 'var(--accent)', type: 'line' },
            ]}
            valueFormatter={written}
            areaProps={{ fillOpacity: 0.55, strokeWidth: 0, dot: false, activeDot: false }}
            yAxisProps={{ width: 72 }}
            composedChartProps={{ accessibilityLayer: false }}
          />
          <ul className={classes.legend}>
            <li>
              <span style={{ background: 'var(--accent)' }} />
              {expected}
            </li>
            <li>
              <span style={{ background: 'var(--line-strong)' }} />
              {band}
            </li>
          </ul>
        </>
      }
    >
      {children}
      {of === 'redeemed' && (
        <ul className={classes.limits}>
          {forecast.limits.map((limit) => (
            <li key={limit}>{t(`forecast.limit.${limit}`)}</li>
          ))}
        </ul>
      )}
    </ChartPanel>
  );
}
