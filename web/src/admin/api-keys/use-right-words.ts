import { useNetworkSettings } from '../../entities/network/network.api';
import { KEY_RIGHTS } from '../../entities/staff/api-key.api';
import { useTranslation } from '../../shared/i18n/use-translation';

/** Rights that keys have; that of a partner is given on the page of partners. */
const RIGHTS = [...KEY_RIGHTS, 'partner'] as const;

/** A right of a key in words: the whole, or its reading or writing half. A right of a newer server is shown by its code. */
export function useRightWords(): (scope: string) => string {
  const { t } = useTranslation('admin');
  return (scope) => {
    const [name, part] = scope.split(':');
    const right = RIGHTS.find((one) => one === name);
    if (right === undefined) return scope;
    const said = t(`keys.right.${right}`);
    if (part === 'read') return t('keys.readOnly', { right: said });
    return part === 'write' ? t('keys.writeOnly', { right: said }) : said;
  };
}

/** Limits by hand of all keys of a system together; null until the limits are known. */
export function useByHandWords(): string | null {
  const { t } = useTranslation('admin');
  const limits = useNetworkSettings().data?.settings.limits;
  if (limits === undefined) return null;
  return t('keys.byHand', { atOnce: limits.managerManualAtOnce, perDay: limits.keyManualPerDay });
}
