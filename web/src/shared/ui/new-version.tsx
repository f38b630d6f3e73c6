import { Button } from '@mantine/core';
import { useTranslation } from '../i18n/use-translation';
import { takeNewVersion, useNewVersion } from '../offline/register-worker';
import classes from './new-version.module.css';

/** Offers the newer version of a page that is kept on the device. `isBusy`: something is typed or on its way. */
export function NewVersion({ isBusy }: { readonly isBusy: boolean }) {
  const { t } = useTranslation();
  const waits = useNewVersion();
  if (!waits || isBusy) return null;
  return (
    <div className={classes.bar} role="status">
      <span>{t('newVersion.title')}</span>
      <Button variant="default" size="compact-md" onClick={takeNewVersion}>
        {t('newVersion.take')}
      </Button>
    </div>
  );
}
