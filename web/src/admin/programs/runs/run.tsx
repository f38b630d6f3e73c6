import { Button, Progress } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { newKey } from '../../../shared/api/act-key';
import { answerOf, api } from '../../../shared/api/client';
import type { Backtest } from '../../../shared/api/types';
import { Notice } from '../../../shared/ui/notice';
import { ProblemNotice, useProblemWords } from '../../../shared/ui/problem-notice';
import classes from './run.module.css';

const LOOK_EVERY_MS = 1_000;

/** What the server works out over all guests while one waits: a backtest, or the impact of a version. */
type Run = Pick<Backtest, 'id' | 'status' | 'progress'>;

export function isOpen({ status }: Run): boolean {
  return status === 'WAITING' || status === 'RUNNING';
}

/** When to look at it again. */
export function lookWhileOpen(run: Run | undefined): number | false {
  return run === undefined || isOpen(run) ? LOOK_EVERY_MS : false;
}

interface RunProgressProps {
  /** The first word of the key under which the page keeps it; its id is the second. */
  readonly kind: 'backtest' | 'impact';
  readonly run: Run;
  readonly mayCancel: boolean;
}

/** How far it is, and a way to end it. */
export function RunProgress({ kind, run: { id, progress }, mayCancel }: RunProgressProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const words = useProblemWords();
  const cancel = useMutation({
    mutationFn: async () => {
      const params = { path: { id }, header: { 'Idempotency-Key': newKey() } };
      if (kind === 'backtest') await answerOf(api.DELETE('/api/backtests/{id}', { params }));
      else await answerOf(api.DELETE('/api/impacts/{id}', { params }));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [kind, id] }),
  });
  const share = progress.guests === 0 ? 0 : (progress.guestsDone / progress.guests) * 100;
  return (
    <>
      <Progress value={share} aria-label={t('program.run.progress')} size="lg" />
      <p className={classes.progress} aria-live="polite">
        {t('program.run.progressOf', { done: progress.guestsDone, count: progress.guests })}
      </p>
      {cancel.isError && <ProblemNotice words={words(cancel.error)} />}
      {mayCancel && (
        <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('program.run.cancel')}
        </Button>
      )}
    </>
  );
}

interface RunEndedProps {
  readonly run: Run;
  /** Left out where the page has its own button. */
  readonly onAgain?: () => void;
}

/** Why there is nothing to see of a run that came to no end of its own; nothing of any other. */
export function RunEnded({ run: { status }, onAgain }: RunEndedProps) {
  const { t } = useTranslation('admin');
  const actions = onAgain === undefined ? [] : [{ label: t('program.run.again'), onClick: onAgain }];
  if (status === 'FAILED')
    return (
      <Notice tone="bad" title={t('program.run.failedTitle')} help={t('program.run.failedHelp')} actions={actions} />
    );
  if (status === 'CANCELLED')
    return <Notice title={t('program.run.cancelledTitle')} help={t('program.run.cancelledHelp')} actions={actions} />;
  return null;
}
