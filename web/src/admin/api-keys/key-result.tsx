import { Button } from '@mantine/core';
import type { IssuedKey } from '../../entities/staff/api-key.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CopiedText } from '../ui/copied-text';
import classes from './api-keys.module.css';

/** The new key, shown this once, or that a second person has to approve it. */
export function KeyResult({ issued, onClose }: { readonly issued: IssuedKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const key = 'kind' in issued ? null : issued.key;
  return (
    <div className={classes.fields}>
      {key === null ? (
        <p role="status">{t('keys.waits')}</p>
      ) : (
        <CopiedText label={t('keys.secret')} help={t('keys.secretHelp')} text={key} />
      )}
      <Button onClick={onClose}>{t(key === null ? 'keys.done' : 'keys.kept')}</Button>
    </div>
  );
}
