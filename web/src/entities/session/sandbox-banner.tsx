import { Button } from '@mantine/core';
import { isInSandbox } from '../../shared/api/tokens';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import classes from './sandbox.module.css';
import { leaveSandbox } from './session';

/** Stands on every page of the console of a sandbox, with the way back where the person came from the network itself. */
export function SandboxBanner() {
  const { t } = useTranslation();
  const network = useNetwork();
  if (!network.sandbox) return null;
  return (
    <section className={classes.banner} aria-label={t('sandbox.mark')}>
      <p className={classes.words}>
        <strong>{t('sandbox.title')}</strong> {t('sandbox.help')}
      </p>
      {isInSandbox() && (
        <Button variant="default" onClick={() => void leaveSandbox()}>
          {t('sandbox.leave')}
        </Button>
      )}
    </section>
  );
}
