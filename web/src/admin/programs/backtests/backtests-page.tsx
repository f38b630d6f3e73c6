import { Button, NativeSelect, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { newKey } from '../../../shared/api/act-key';
import { answerOf, api } from '../../../shared/api/client';
import type { Backtest, BacktestReport, ReportedBacktest } from '../../../shared/api/types';
import { useFormat } from '../../../shared/format/use-format';
import { Notice } from '../../../shared/ui/notice';
import { Panel } from '../../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import { useProgram } from '../program-context';
import classes from './backtests.module.css';

const Report = lazy(() => import('./report').then((module) => ({ default: module.Report })));

const LOOK_EVERY_MS = 1_000;
const MOST_LISTED = 200;

const isOpen = ({ status }: Backtest) => status === 'WAITING' || status === 'RUNNING';

/** What this version would have done with the network's own past. */
export function BacktestsPage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const queries = useQueryClient();
  const { program, mayManage } = useProgram();
  const { version, documentHash } = program;
  const [address, setAddress] = useSearchParams();
  const list = useQuery({
    queryKey: ['backtests'],
    queryFn: ({ signal }) => answerOf(api.GET('/api/backtests', { params: { query: { limit: MOST_LISTED } }, signal })),
  });
  const own = list.data?.items.filter((backtest) => backtest.programVersion === version) ?? [];
  const id = address.get('backtest') ?? own[0]?.id;
  const backtest = useQuery<ReportedBacktest>({
    queryKey: ['backtest', id],
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined || isOpen(state.data) ? LOOK_EVERY_MS : false),
    queryFn: ({ signal }) => answerOf(api.GET('/api/backtests/{id}', { params: { path: { id: id ?? '' } }, signal })),
  });
  const begin = useMutation({
    mutationFn: () => {
      const params = { path: { version }, header: { 'Idempotency-Key': newKey() } };
      return answerOf(api.POST('/api/programs/{version}/backtests', { params, body: {} }));
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['backtests'] });
      setAddress({ backtest: made.id });
    },
  });
  if (list.isError) return <ProblemNotice words={words(list.error)} />;
  if (list.isPending) return <p>{t('loading')}</p>;

  const shown = backtest.data;
  return (
    <>
      <Panel title={t('program.backtest.title')}>
        <p className={classes.help}>{t('program.backtest.help')}</p>
        {mayManage && (
          <Button
            loading={begin.isPending}
            disabled={shown !== undefined && isOpen(shown)}
            onClick={() => begin.mutate()}
          >
            {t('program.backtest.begin')}
          </Button>
        )}
        {begin.isError && <ProblemNotice words={words(begin.error)} />}
        {own.length > 1 && (
          <NativeSelect
            className={classes.choice ?? ''}
            label={t('program.backtest.which')}
            value={id}
            data={own.map((one) => ({
              value: one.id,
              label: t('program.backtest.of', {
                at: format.dateTime(one.createdAt),
                status: t(`program.backtest.status.${one.status}`),
              }),
            }))}
            onChange={(event) => setAddress({ backtest: event.currentTarget.value })}
          />
        )}
      </Panel>
      {backtest.isError && <ProblemNotice words={words(backtest.error)} />}
      {id === undefined && <Notice title={t('program.backtest.emptyTitle')} help={t('program.backtest.emptyHelp')} />}
      {shown !== undefined && isOpen(shown) && <Running backtest={shown} mayCancel={mayManage} />}
      {shown?.status === 'FAILED' && (
        <Notice tone="bad" title={t('program.backtest.failedTitle')} help={t('program.backtest.failedHelp')} />
      )}
      {shown?.status === 'CANCELLED' && (
        <Notice title={t('program.backtest.cancelledTitle')} help={t('program.backtest.cancelledHelp')} />
      )}
      {shown !== undefined && isOfDraft(shown.report) && (
        <Suspense fallback={<p>{t('loading')}</p>}>
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

function Running({ backtest, mayCancel }: { readonly backtest: Backtest; readonly mayCancel: boolean }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const words = useProblemWords();
  const { id, status, progress } = backtest;
  const cancel = useMutation({
    mutationFn: () => {
      const params = { path: { id }, header: { 'Idempotency-Key': newKey() } };
      return answerOf(api.DELETE('/api/backtests/{id}', { params }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['backtest', id] }),
  });
  const share = progress.guests === 0 ? 0 : (progress.guestsDone / progress.guests) * 100;
  return (
    <Panel title={t(`program.backtest.status.${status}`)}>
      <Progress value={share} aria-label={t('program.backtest.progress')} size="lg" />
      <p className={classes.help} aria-live="polite">
        {t('program.backtest.progressOf', { done: progress.guestsDone, count: progress.guests })}
      </p>
      {cancel.isError && <ProblemNotice words={words(cancel.error)} />}
      {mayCancel && (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('program.backtest.cancel')}
        </Button>
      )}
    </Panel>
  );
}
