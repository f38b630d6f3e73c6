import { Button } from '@mantine/core';
import type { Cohorts } from '../../../entities/report/report.api';
import { fetchCode } from '../../../shared/api/fetch-code';
import { saveFile } from '../../../shared/api/save-file';
import { csvOf } from '../../../shared/format/csv';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { SheetCell } from '../../../shared/format/xlsx';
import classes from './cohorts.module.css';
import { figureOf } from './cohorts.rules';

/** The figures of the page as a file, a row a month of joining and month since, and the page on paper. */
export function CohortFiles({ data }: { readonly data: Cohorts }) {
  const { t } = useTranslation('admin');
  const name = `cohorts-${data.from}-${data.to}`;
  const major = (amount: number | null) => (amount === null ? null : amount / 10 ** data.currencyDigits);
  const head = [
    t('cohorts.month'),
    t('cohorts.joined'),
    t('cohorts.lifetimeIn', { currency: data.currency }),
    ...[30, 60, 90].map((days) => t('cohorts.cameWithin', { count: days })),
    t('cohorts.monthsSince'),
    t('cohorts.guests'),
    t('cohorts.measures.visits'),
    t('cohorts.moneyIn', { currency: data.currency }),
    t('cohorts.perGuestIn', { currency: data.currency }),
  ];
  const rows = (): SheetCell[][] =>
    data.cohorts.flatMap((cohort) =>
      cohort.cells.map((cell): SheetCell[] => [
        cohort.month,
        cohort.guests,
        major(cohort.lifetimeValue),
        ...cohort.cameAgain.map(({ guests }) => guests),
        cell.since,
        cell.guests,
        cell.visits,
        major(cell.money),
        major(figureOf(cohort, cell, 'perGuest')),
      ]),
    );
  const asText = (cell: SheetCell) => (cell === null ? '' : String(cell));
  const saveWorkbook = async () => {
    const { xlsxOf } = await fetchCode(() => import('../../../shared/format/xlsx'));
    saveFile(await xlsxOf(t('analytics.tabs.cohorts'), head, rows()), `${name}.xlsx`);
  };
  return (
    <div className={classes.acts}>
      <Button
        variant="default"
        onClick={() => saveFile(csvOf([head, ...rows().map((row) => row.map(asText))]), `${name}.csv`)}
      >
        CSV
      </Button>
      <Button variant="default" onClick={() => void saveWorkbook()}>
        XLSX
      </Button>
      <Button variant="default" onClick={() => window.print()}>
        {t('cohorts.print')}
      </Button>
    </div>
  );
}
