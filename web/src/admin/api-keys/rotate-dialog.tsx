import { Text } from '@mantine/core';
import { type ApiKey, NEEDS_SECOND_PERSON } from '../../entities/staff/api-key.api';
import { keyOf } from '../../shared/api/calls';
import { rotateApiKey } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { expiryOf, isExpiryWrong } from './expiry';
import { KeyResult } from './key-result';

/** A new key in place of one, which stays good for some hours so that its system can be changed over. */
export function RotateDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  return (
    <ActDialog
      of={rotateApiKey}
      params={{ id: apiKey.id }}
      title={t('keys.rotateOf', { name: apiKey.name })}
      above={<Text c="dimmed">{t('keys.rotateHelp')}</Text>}
      fields={{
        overlapHours: { label: t('keys.overlap'), help: t('keys.overlapHelp') },
        expiresAt: {
          label: t('keys.expiry'),
          help: t('keys.expiryHelp'),
          as: 'day',
          check: (day) => isExpiryWrong(day) && t('keys.expiryWrong'),
        },
      }}
      below={
        apiKey.scopes.some((scope) => NEEDS_SECOND_PERSON.includes(scope)) && (
          <Text p="12px 16px" bdrs={12} bg="var(--surface-sunk)">
            {t('keys.needsSecond')}
          </Text>
        )
      }
      body={({ expiresAt }) => ({ expiresAt: expiryOf(expiresAt) })}
      submit={t('keys.rotateYes')}
      anew={[keyOf('/api/approvals')]}
      result={(issued) => <KeyResult issued={issued} onClose={onClose} />}
      onClose={onClose}
    />
  );
}
