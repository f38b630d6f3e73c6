import { KEY_RIGHTS } from './api-key.api';
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
