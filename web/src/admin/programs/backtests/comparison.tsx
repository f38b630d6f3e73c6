import { Box, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Backtest,
  type BacktestComparison,
  type BacktestSide,
  comparisonQuery,
} from '../../../entities/program/backtest.api';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { DataTable } from '../../../shared/ui/data-table';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { bound } from '../../../shared/ui/bound';
import classes from './backtests.module.css';
import { Difference } from './difference';
import { ShortTable } from '../../../shared/ui/short-table';
import { useRestaurantNames } from '../../../entities/restaurant/use-restaurant-names';

const FIGURES = [
  { name: 'cost', isMoney: true },
  { name: 'discount', isMoney: true },
  { name: 'redeemedValue', isMoney: true },
  { name: 'pointsIssued', isMoney: false },
  { name: 'pointsExpired', isMoney: false },
  { name: 'tierUps', isMoney: false },
  { name: 'tierDowns', isMoney: false },
] as const satisfies readonly { name: keyof BacktestSide; isMoney: boolean }[];

interface ComparisonProps {
  readonly id: string;
  readonly others: readonly Backtest[];
}

/** Two backtests side by side: this one and another, of this version or of any. */
export function Comparison({ id, others }: ComparisonProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const [chosen, setChosen] = useState('');
  const comparison = useQuery(comparisonQuery(id, chosen));
  if (others.length === 0) return null;
  return (
    <Panel title={t('program.compare.title')}>
      <NativeSelect
        maw={420}
        mt={16}
        label={t('program.compare.with')}
        {...bound(chosen, setChosen)}
        data={[
          { value: '', label: t('program.compare.choose') },
          ...others.map((other) => ({
            value: other.id,
            label: t('program.compare.of', {
              version: other.programVersion === null ? '—' : format.number(other.programVersion),
              at: format.dateTime(other.createdAt),
            }),
          })),
        ]}
      />
      <FailureNotice error={comparison.error} retry={comparison} />
      {comparison.data !== undefined && <Sides comparison={comparison.data} />}
    </Panel>
  );
}

function Sides({ comparison: { samePast, total, restaurants } }: { readonly comparison: BacktestComparison }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const nameOf = useRestaurantNames(t('program.report.noPlace'));
  const written = (side: BacktestSide, { name, isMoney }: (typeof FIGURES)[number]) =>
    isMoney ? format.money(side[name]) : format.number(side[name]);
  return (
    <>
      <p className={classes.help}>{samePast ? '' : t('program.compare.otherPast')}</p>
      <DataTable
        caption={t('program.report.table', { title: t('program.compare.title') })}
        rows={FIGURES}
        rowKey={({ name }) => name}
        empty={null}
        columns={[
          { of: 'name', title: t('program.compare.what'), words: (name) => t(`program.compare.figures.${name}`) },
          { title: t('program.compare.one'), isFigure: true, isAside: true, cell: (row) => written(total.one, row) },
          { title: t('program.compare.other'), isFigure: true, cell: (row) => written(total.other, row) },
          {
            title: t('program.report.difference'),
            isFigure: true,
            cell: ({ name, isMoney }) => <Difference from={total.one[name]} to={total.other[name]} isMoney={isMoney} />,
          },
        ]}
      />
      {restaurants.length > 0 && (
        <>
          <Box component="h3" mt={24} mb={8} fz={15} fw={650}>
            {t('program.compare.restaurants')}
          </Box>
          <ShortTable
            caption={t('program.compare.restaurants')}
            rows={[...restaurants].sort((a, b) => costMoved(b) - costMoved(a))}
            rowKey={({ restaurantId }) => restaurantId ?? ''}
            empty={null}
            columns={[
              { title: t('program.report.restaurant'), cell: ({ restaurantId }) => nameOf(restaurantId) },
              {
                title: t('program.compare.one'),
                isFigure: true,
                isAside: true,
                cell: ({ one }) => format.money(one.cost),
              },
              { title: t('program.compare.other'), isFigure: true, cell: ({ other }) => format.money(other.cost) },
              {
                title: t('program.report.difference'),
                isFigure: true,
                cell: ({ one, other }) => <Difference from={one.cost} to={other.cost} isMoney />,
              },
            ]}
          />
        </>
      )}
    </>
  );
}

/** The restaurants that differ most stand first. */
function costMoved({ difference }: BacktestComparison['restaurants'][number]): number {
  return Math.abs(difference.cost);
}
