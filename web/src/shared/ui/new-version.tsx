import { Button, Group } from '@mantine/core';
import { useTranslation } from '../i18n/use-translation';
import { takeNewVersion, useNewVersion } from '../offline/register-worker';

/** Offers to activate a newer version of an installed page. `isBusy`: something was typed or is being sent. */
export function NewVersion({ isBusy }: { readonly isBusy: boolean }) {
  const { t } = useTranslation();
  const waits = useNewVersion();
  if (!waits || isBusy) return null;
  return (
    <Group gap="8px 16px" justify="center" py={4} px={16} bg="var(--surface-sunk)" c="var(--ink)" role="status">
      <span>{t('newVersion.title')}</span>
      <Button variant="default" size="compact-md" onClick={takeNewVersion}>
        {t('newVersion.take')}
      </Button>
    </Group>
  );
}
