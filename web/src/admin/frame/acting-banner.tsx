import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { endActing } from '../../entities/platform/platform.api';
import { leaveActing } from '../../entities/session/session';
import { useActing } from '../../shared/api/acting';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './acting-banner.module.css';

/** Stands on every page while the owner of the installation acts for the network, with the way out; nothing otherwise. */
export function ActingBanner() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const words = useProblemWords();
  const acting = useActing();
  const ending = useMutation({ mutationFn: endActing, onSuccess: leaveActing });
  if (acting === null) return null;
  const { networkId, name, reason, expiresAt } = acting;
  return (
    <section className={classes.banner} aria-label={t('acting.label')}>
      <p className={classes.words}>
        <strong>{t('acting.title', { name })}</strong> {t('acting.until', { time: format.time(expiresAt), reason })}
      </p>
      <Button variant="default" loading={ending.isPending} onClick={() => ending.mutate(networkId)}>
        {t('acting.leave')}
      </Button>
      {ending.isError && <ProblemNotice words={words(ending.error)} />}
    </section>
  );
}
