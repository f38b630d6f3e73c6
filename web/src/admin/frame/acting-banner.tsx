import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { endActing } from '../../entities/platform/platform.api';
import { leaveActing } from '../../entities/session/session';
import { useActing } from '../../shared/api/acting';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Banner } from '../../shared/ui/banner';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** Stands on every page while the owner of the installation acts for the network, with the way out; nothing otherwise. */
export function ActingBanner() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const acting = useActing();
  const ending = useMutation({ mutationFn: endActing, onSuccess: leaveActing });
  if (acting === null) return null;
  const { networkId, name, reason, expiresAt } = acting;
  return (
    <Banner
      label={t('acting.label')}
      title={t('acting.title', { name })}
      text={t('acting.until', { time: format.time(expiresAt), reason })}
    >
      <Button variant="default" loading={ending.isPending} onClick={() => ending.mutate(networkId)}>
        {t('acting.leave')}
      </Button>
      <FailureNotice error={ending.error} />
    </Banner>
  );
}
