import { Button, NativeSelect } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useSearchParams } from 'react-router';
import {
  backtestQuery,
  type BacktestReport,
  backtestsQuery,
  beginBacktest,
  cancelBacktest,
} from '../../../entities/program/backtest.api';
import { useChange } from '../../../shared/api/use-change';
import { isOpen } from '../../../entities/program/run';
import { fetchCode } from '../../../shared/api/fetch-code';
import { useFormat } from '../../../shared/format/use-format';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Loading } from '../../../shared/ui/loading';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { useProgram } from '../version/program-context';
import { RunEnded, RunProgress } from '../../../entities/program/run-progress';
import classes from './backtests.module.css';

const Report = lazy(() => fetchCode(() => import('./report')).then((module) => ({ default: module.Report })));

/** Backtests of this version over the network's past sales. */
export function BacktestsPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const { program, mayManage } = useProgram();
  const { version, documentHash } = program;
  const [address, setAddress] = useSearchParams();
  const list = useQuery(backtestsQuery);
  const own = list.data?.items.filter((backtest) => backtest.programVersion === version) ?? [];
  const id = address.get('backtest') ?? own[0]?.id;
  const backtest = useQuery(backtestQuery(id));
  const begin = useChange(beginBacktest(version), async (made) => {
    await queries.invalidateQueries({ queryKey: backtestsQuery.queryKey });
    setAddress({ backtest: made.id });
  });
  if (list.isError) return <FailureNotice error={list.error} retry={list} />;
  if (list.isPending) return <Loading />;

  const shown = backtest.data;
  return (
    <>
      <Panel title={t('program.backtest.title')}>
        <p className={classes.help}>{t('program.backtest.help')}</p>
        {mayManage && (
          <Button
            loading={begin.isPending}
            disabled={shown !== undefined && isOpen(shown)}
            onClick={() => begin.mutate(null)}
          >
            {t('program.backtest.begin')}
          </Button>
        )}
        <FailureNotice error={begin.error} />
        {own.length > 1 && (
          <NativeSelect
            maw={420}
            mt={16}
            label={t('program.backtest.which')}
            value={id}
            data={own.map((one) => ({
              value: one.id,
              label: t('program.backtest.of', {
                at: format.dateTime(one.createdAt),
                status: t(`program.run.status.${one.status}`),
              }),
            }))}
            onChange={(event) => setAddress({ backtest: event.currentTarget.value })}
          />
        )}
      </Panel>
      <FailureNotice error={backtest.error} retry={backtest} />
      {id === undefined && <Notice title={t('program.backtest.emptyTitle')} help={t('program.backtest.emptyHelp')} />}
      {shown !== undefined && isOpen(shown) && (
        <Panel title={t(`program.run.status.${shown.status}`)}>
          <RunProgress
            run={shown}
            cancel={mayManage ? cancelBacktest : undefined}
            onCancelled={() => void backtest.refetch()}
          />
        </Panel>
      )}
      {shown !== undefined && <RunEnded run={shown} />}
      {shown !== undefined && isOfDraft(shown.report) && (
        <Suspense fallback={<Loading />}>
          {shown.documentHash !== documentHash && <p className={classes.old}>{t('program.backtest.old')}</p>}
          <Report
            key={shown.id}
            id={shown.id}
            report={shown.report}
            others={list.data.items.filter(
              (one) => one.id !== shown.id && one.status === 'DONE' && one.mode === 'DRAFT',
            )}
          />
        </Suspense>
      )}
    </>
  );
}

function isOfDraft(report: object | null): report is BacktestReport {
  return report !== null && 'cannotKnow' in report;
}
