import { Button, Progress, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { newKey, type Send } from '../../shared/api/act-key';
import type { LongRun } from './run';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Notice } from '../../shared/ui/notice';
import { FailureNotice } from '../../shared/ui/problem-notice';

interface RunProgressProps {
  readonly run: LongRun;
  /** Left out for those who may not end it. */
  readonly cancel: ((id: string) => Send<null, unknown>) | undefined;
  /** Whether or not the server could end it. */
  readonly onCancelled: () => void;
}

/** The progress of a run, with a button to cancel it. */
export function RunProgress({ run: { id, progress }, cancel, onCancelled }: RunProgressProps) {
  const { t } = useTranslation('admin');
  const cancelling = useMutation({
    mutationFn: (send: Send<null, unknown>) => send({ key: newKey(), body: null }),
    onSettled: onCancelled,
  });
  const share = progress.guests === 0 ? 0 : (progress.guestsDone / progress.guests) * 100;
  return (
    <>
      <Progress value={share} aria-label={t('program.run.progress')} size="lg" />
      {progress.guests > 0 && (
        <Text my={12} c="dimmed" lh={1.5} aria-live="polite">
          {t('program.run.progressOf', { done: progress.guestsDone, count: progress.guests })}
        </Text>
      )}
      <FailureNotice error={cancelling.error} />
      {cancel !== undefined && (
        <Button variant="default" loading={cancelling.isPending} onClick={() => cancelling.mutate(cancel(id))}>
          {t('program.run.cancel')}
        </Button>
      )}
    </>
  );
}

interface RunEndedProps {
  readonly run: LongRun;
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
