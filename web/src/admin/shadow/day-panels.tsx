import '@mantine/charts/styles.css';
import { BarChart } from '@mantine/charts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../shared/api/calls';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Figures, Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Loading } from '../../shared/ui/loading';
import { ChartPanel } from '../../shared/ui/chart-panel';
import type { ShadowDay } from '../../entities/shadow/shadow.api';

const HEIGHT = 240;
const SHOWN_DAYS = 365;
const DAY_MS = 86_400_000;

/** How the receipts of the latest day compare, and those of each day of the last year. */
export function DayPanels() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [now] = useState(() => Date.now());
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10);
  const days = useQuery(ask('/api/shadow/days', { from: dayOf(now - SHOWN_DAYS * DAY_MS), to: dayOf(now) }));
  if (days.error !== null) return <FailureNotice error={days.error} retry={days} />;
  if (days.data === undefined) return <Loading />;
  const { days: rows, guests } = days.data;
  const latest = rows.at(-1);
  if (latest === undefined)
    return (
      <Panel title={t('shadow.chart')}>
        <Help>{t('shadow.noReceipts')}</Help>
      </Panel>
    );
  return (
    <>
      <Panel title={t('shadow.today', { day: format.day(latest.date) })}>
        <Figures
          figures={[
            { label: t('shadow.equal'), value: format.number(latest.equal) },
            { label: t('shadow.accepted'), value: format.number(latest.accepted) },
            { label: t('shadow.differing'), value: format.number(latest.differing) },
            {
              label: t('shadow.money'),
              value: format.money(Math.abs(latest.money)),
              ...(latest.money !== 0 && { compared: t(latest.money > 0 ? 'shadow.moneyMore' : 'shadow.moneyLess') }),
            },
            { label: t('shadow.parted'), value: t('shadow.partedOf', guests) },
          ]}
        />
        {guests.unknown > 0 && <Help>{t('shadow.unknownGuests', { count: guests.unknown })}</Help>}
      </Panel>
      <ChartPanel
        title={t('shadow.byDay')}
        chart={
          <BarChart
            h={HEIGHT}
            withLegend
            barChartProps={{ accessibilityLayer: false }}
            type="percent"
            data={rows.map(({ date, ...rest }) => ({ ...rest, day: format.day(date) }))}
            dataKey="day"
            series={[
              { name: 'equal', label: t('shadow.equal'), color: 'var(--accent)' },
              { name: 'accepted', label: t('shadow.accepted'), color: 'var(--line-strong)' },
              { name: 'differing', label: t('shadow.differing'), color: 'var(--warn)' },
            ]}
          />
        }
        table={
          <DataTable
            caption={t('analytics.table', { title: t('shadow.chart') })}
            columns={[
              { title: t('shadow.day'), cell: ({ date }: ShadowDay) => format.day(date) },
              { title: t('shadow.equal'), isFigure: true, cell: ({ equal }: ShadowDay) => format.number(equal) },
              {
                title: t('shadow.accepted'),
                isFigure: true,
                cell: ({ accepted }: ShadowDay) => format.number(accepted),
              },
              {
                title: t('shadow.differing'),
                isFigure: true,
                cell: ({ differing }: ShadowDay) => format.number(differing),
              },
              {
                title: t('shadow.balancesParted'),
                isFigure: true,
                isAside: true,
                cell: ({ balances: { equal, accepted, differing } }: ShadowDay) =>
                  t('shadow.partedOf', { parted: accepted + differing, compared: equal + accepted + differing }),
              },
              { title: t('shadow.money'), isFigure: true, cell: ({ money }: ShadowDay) => format.money(money) },
            ]}
            rows={rows.toReversed()}
            rowKey={({ date }) => date}
            empty={null}
          />
        }
      />
    </>
  );
}
