import { Box, Button } from '@mantine/core';
import { useState } from 'react';
import type { FeedbackFigures } from '../../entities/feedback/feedback.api';
import { useRestaurantNames } from '../../entities/restaurant/use-restaurant-names';
import { useFormat } from '../../shared/format/use-format';
import { numberFormat } from '../../shared/i18n/intl';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { Panel } from '../../shared/ui/page';
import { ChartPanel } from '../../shared/ui/chart-panel';
import classes from './feedback.module.css';

type FeedbackCounts = FeedbackFigures['total'];
type FeedbackRow = FeedbackCounts & { readonly key: string; readonly name: string };
type Dish = FeedbackFigures['dishes'][number];

const MILLION = 1_000_000;
/** The list begins with the worst. */
const DISHES_SHOWN = 10;

/** Average rating of visits by score, week, restaurant, part of the day and dish. */
export function FeedbackFiguresPanels({ figures }: { readonly figures: FeedbackFigures }) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const average = useAverage();
  const restaurantOf = useRestaurantNames(t('reports.noRestaurant'));
  const { total, weeks, dayParts, dishes } = figures;
  const most = Math.max(1, ...total.scores);
  const places = figures.restaurants.map((row): FeedbackRow => ({
    ...row,
    key: row.restaurantId ?? 'none',
    name: restaurantOf(row.restaurantId),
  }));
  return (
    <>
      <ChartPanel
        title={t('feedback.byScore')}
        table={
          <DataTable
            caption={t('chart.table', { title: t('feedback.byScore') })}
            rows={total.scores.map((count, place) => ({ score: place + 1, count }))}
            rowKey={({ score }) => String(score)}
            empty={null}
            columns={[
              { of: 'score', title: t('feedback.scoreColumn') },
              { of: 'count', title: t('feedback.answers'), as: 'number' },
            ]}
          />
        }
        chart={
          <ul className={classes.bars}>
            {total.scores
              .map((count, place) => ({ score: place + 1, count }))
              .toReversed()
              .map(({ score, count }) => (
                <li key={score}>
                  <span>{score}</span>
                  <Box component="span" h={20} bdrs={6} bg="var(--line)">
                    <span
                      className={classes.bar}
                      data-bad={score <= 2}
                      style={{ inlineSize: `${String((count / most) * 100)}%` }}
                    />
                  </Box>
                  <Box component="span" ta="end">
                    {format.number(count)}
                  </Box>
                </li>
              ))}
          </ul>
        }
      >
        <p className={classes.total}>
          <strong>{average(total.averageHundredths)}</strong>{' '}
          {t('feedback.total', {
            answers: total.answers,
            asked: total.asked,
            share: format.share((total.answers * MILLION) / Math.max(1, total.asked)),
          })}
        </p>
      </ChartPanel>
      <Table title={t('feedback.byRestaurant')} head={t('feedback.restaurant')} rows={places} />
      <Table
        title={t('feedback.byPart')}
        head={t('feedback.part')}
        rows={dayParts.map((row) => ({ ...row, key: row.part, name: t(`feedback.parts.${row.part}`) }))}
      />
      <Table
        title={t('feedback.byWeek')}
        head={t('feedback.week')}
        rows={weeks.map((row) => ({ ...row, key: row.week, name: format.day(row.week) }))}
      />
      <Dishes dishes={dishes} />
    </>
  );
}

function Table({
  title,
  head,
  rows,
}: {
  readonly title: string;
  readonly head: string;
  readonly rows: readonly FeedbackRow[];
}) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const average = useAverage();
  const columns: ColumnOf<FeedbackRow>[] = [
    { of: 'name', title: head },
    { title: t('feedback.average'), isFigure: true, cell: ({ averageHundredths }) => average(averageHundredths) },
    { of: 'answers', title: t('feedback.answers'), as: 'number' },
    {
      title: t('feedback.bad'),
      isFigure: true,
      isAside: true,
      cell: ({ scores: [one = 0, two = 0] }) => format.number(one + two),
    },
    { of: 'asked', title: t('feedback.asked'), as: 'number', isAside: true },
  ];
  return (
    <Panel title={title}>
      <DataTable
        caption={t('chart.table', { title })}
        columns={columns}
        rows={rows}
        rowKey={({ key }) => key}
        empty={null}
      />
    </Panel>
  );
}

function Dishes({ dishes }: { readonly dishes: readonly Dish[] }) {
  const { t } = useTranslation('admin');
  const average = useAverage();
  const title = t('feedback.byDish');
  const [showsAll, setShowsAll] = useState(false);
  return (
    <Panel title={title}>
      <DataTable
        caption={t('chart.table', { title })}
        rows={showsAll ? dishes : dishes.slice(0, DISHES_SHOWN)}
        rowKey={({ name }) => name}
        empty={<Notice title={t('feedback.noDishesTitle')} help={t('feedback.noDishesHelp')} />}
        columns={[
          { of: 'name', title: t('feedback.dish') },
          { title: t('feedback.average'), isFigure: true, cell: ({ averageHundredths }) => average(averageHundredths) },
          { of: 'answers', title: t('feedback.answers'), as: 'number' },
          { of: 'bad', title: t('feedback.bad'), as: 'number', isAside: true },
        ]}
      />
      {!showsAll && dishes.length > DISHES_SHOWN && (
        <Button variant="default" mt="md" onClick={() => setShowsAll(true)}>
          {t('feedback.allDishes', { count: dishes.length })}
        </Button>
      )}
    </Panel>
  );
}

/** Writes an average score, given in hundredths, as "4.2" or "4.0"; null, which stands for too few answers, as a dash. */
function useAverage(): (hundredths: number | null) => string {
  const { locale } = useFormat();
  const words = numberFormat(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return (hundredths) => (hundredths === null ? '—' : words.format(Math.round(hundredths / 10) / 10));
}
