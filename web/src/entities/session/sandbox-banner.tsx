import { Button } from '@mantine/core';
import { isInSandbox } from '../../shared/api/tokens';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Banner } from '../../shared/ui/banner';
import { leaveSandbox } from './session';

/** Stands on every page of the console of a sandbox, with the way back where the person came from the network itself. */
export function SandboxBanner() {
  const { t } = useTranslation();
  const network = useNetwork();
  if (!network.sandbox) return null;
  return (
    <Banner label={t('sandbox.mark')} title={t('sandbox.title')} text={t('sandbox.help')}>
      {isInSandbox() && (
        <Button variant="default" onClick={() => void leaveSandbox()}>
          {t('sandbox.leave')}
        </Button>
      )}
    </Banner>
  );
}
