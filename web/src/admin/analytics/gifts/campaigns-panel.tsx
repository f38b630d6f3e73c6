import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type CampaignResultsRow, campaignTableQuery } from '../../../entities/analytics/analytics.api';
import { campaignName } from '../../../entities/campaign/campaign.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useSpanWords } from '../../../entities/report/period-figures';
import classes from '../analytics.module.css';
import { type FiguresColumn, FiguresPanel } from '../figures-panel';
import { type ValueKind, useValueWords } from '../use-value-words';
import { RankedBars } from '../ranked-bars';

interface CampaignsPanelProps {
  readonly from: string;
  readonly to: string;
}

/** Campaigns beside each other, since the start of each; further ones on demand. */
export function CampaignsPanel({ from, to }: CampaignsPanelProps) {
  const { t } = useTranslation('admin');
  const spanWords = useSpanWords();
  const table = useInfiniteQuery(campaignTableQuery(from, to));
  if (table.isError) return <FailureNotice error={table.error} retry={table} />;
  if (table.isPending) return <Loading />;
  const rows = table.data.pages.flatMap(({ items }) => items);
  const title = t('analytics.gifts.campaignsTitle', { span: spanWords(from, to) });
  return (
    <>
      {rows.length === 0 ? (
        <Notice title={title} help={t('analytics.gifts.noCampaigns')} />
      ) : (
        <CampaignTable title={title} rows={rows} file={`campaigns-${from}-${to}`} />
      )}
      {table.hasNextPage && (
        <Button
          variant="default"
          mb="md"
          className={classes.onScreen ?? ''}
          loading={table.isFetchingNextPage}
          onClick={() => void table.fetchNextPage()}
        >
          {t('analytics.gifts.more')}
        </Button>
      )}
    </>
  );
}

interface CampaignTableProps {
  readonly title: string;
  readonly rows: readonly CampaignResultsRow[];
  readonly file: string;
}

function CampaignTable({ title, rows, file }: CampaignTableProps) {
  const { t, language } = useTranslation('admin');
  const value = useValueWords();
  const nameOf = (row: CampaignResultsRow) => campaignName(row, language);
  const column = (
    key: string,
    kind: ValueKind,
    head: string,
    read: (row: CampaignResultsRow) => number | null,
  ): FiguresColumn<CampaignResultsRow> => ({
    key,
    title: head,
    cell: (row) => value.written(kind, read(row)),
    value: (row) => value.raw(kind, read(row)),
  });
  /** Null: no group to compare with, or too few guests for a bound. */
  const boundOf = (row: CampaignResultsRow, bound: 'estimate' | 'low' | 'high'): number | null => {
    const interval = row.uplift?.verdict.kind === 'NOT_YET' ? null : row.uplift?.interval;
    return interval == null ? null : Math.round(interval[bound]);
  };
  const upliftOf = (row: CampaignResultsRow) => {
    const estimate = boundOf(row, 'estimate');
    if (estimate === null)
      return (
        <span className={classes.small}>{t(row.uplift === null ? 'analytics.gifts.noControl' : notTold(row))}</span>
      );
    return (
      <>
        {value.written('money', estimate)}
        <span className={classes.small}>
          {t('analytics.gifts.bounds', {
            low: value.written('money', boundOf(row, 'low')),
            high: value.written('money', boundOf(row, 'high')),
          })}
        </span>
      </>
    );
  };
  return (
    <FiguresPanel<CampaignResultsRow>
      title={title}
      definition={t('analytics.gifts.campaignsHelp')}
      rows={rows}
      rowKey={({ campaignId }) => campaignId}
      file={file}
      columns={[
        {
          key: 'name',
          title: t('analytics.gifts.campaign'),
          isText: true,
          cell: (row) => (
            <>
              <Link className={classes.name} to={`/campaigns/${row.campaignId}`}>
                {nameOf(row)}
              </Link>
              <span className={classes.small}>{t(`campaigns.state.${row.state}`)}</span>
            </>
          ),
          value: nameOf,
        },
        column('guests', 'count', t('analytics.gifts.guests'), ({ guests }) => guests),
        column('came', 'count', t('analytics.gifts.came'), ({ came }) => came),
        column('checks', 'count', t('analytics.gifts.checks'), ({ checks }) => checks),
        column('points', 'count', t('analytics.gifts.points'), ({ points }) => points),
        column('cost', 'money', t('analytics.gifts.cost'), ({ cost }) => cost),
        column('money', 'money', t('analytics.gifts.money'), ({ money }) => money),
        {
          key: 'uplift',
          title: t('analytics.gifts.uplift'),
          cell: upliftOf,
          value: (row) => value.raw('money', boundOf(row, 'estimate')),
        },
        column('low', 'money', t('analytics.gifts.low'), (row) => boundOf(row, 'low')),
        column('high', 'money', t('analytics.gifts.high'), (row) => boundOf(row, 'high')),
        {
          key: 'returned',
          title: t('analytics.gifts.returned'),
          cell: ({ returned }) =>
            returned === null ? (
              '—'
            ) : (
              <>
                {value.written('thousandths', returned.estimate)}
                <span className={classes.small}>
                  {t('analytics.gifts.bounds', {
                    low: value.written('thousandths', returned.low),
                    high: value.written('thousandths', returned.high),
                  })}
                </span>
              </>
            ),
          value: ({ returned }) => value.raw('thousandths', returned?.estimate ?? null),
        },
        column('returnedLow', 'thousandths', t('analytics.gifts.returnedLow'), ({ returned }) => returned?.low ?? null),
        column(
          'returnedHigh',
          'thousandths',
          t('analytics.gifts.returnedHigh'),
          ({ returned }) => returned?.high ?? null,
        ),
      ]}
      chart={
        <RankedBars
          rows={rows.map((row) => ({ ...row, name: nameOf(row) }))}
          kind="money"
          isStacked
          series={[
            { name: t('analytics.gifts.pointsWorth'), valueOf: ({ pointsWorth }) => pointsWorth },
            { name: t('analytics.gifts.moneyOff'), valueOf: ({ moneyOff }) => moneyOff },
          ]}
        />
      }
    />
  );
}

/** The words for a campaign without a verdict: “not yet” while it runs, “not proven” after its end. */
function notTold({ state }: CampaignResultsRow) {
  return state === 'ENDED' ? 'analytics.gifts.notProven' : 'analytics.gifts.notYet';
}
