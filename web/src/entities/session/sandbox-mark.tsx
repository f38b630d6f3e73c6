import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import classes from './sandbox.module.css';

/** Says in the head of a page that the network is a sandbox; nothing otherwise. */
export function SandboxMark() {
  const { t } = useTranslation();
  const network = useNetwork();
  return network.sandbox ? <strong className={classes.mark}>{t('sandbox.mark')}</strong> : null;
}
