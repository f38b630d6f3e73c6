import { Button, Stack } from '@mantine/core';
import type { IssuedKey } from '../../entities/staff/api-key.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { CopiedText } from '../../shared/ui/copied-text';

/** The new key, shown this once, or that a second person has to approve it. */
export function KeyResult({ issued, onClose }: { readonly issued: IssuedKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const key = 'kind' in issued ? null : issued.key;
  return (
    <Stack gap={16}>
      {key === null ? (
        <p role="status">{t('keys.waits')}</p>
      ) : (
        <CopiedText label={t('keys.secret')} help={t('keys.secretHelp')} text={key} />
      )}
      <Button onClick={onClose}>{t(key === null ? 'keys.done' : 'keys.kept')}</Button>
    </Stack>
  );
}
