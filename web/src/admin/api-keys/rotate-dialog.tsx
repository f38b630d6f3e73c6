import { Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ApiKey, apiKeysQuery, NEEDS_SECOND_PERSON } from '../../entities/staff/api-key.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { Submit } from '../../shared/ui/submit';
import { ExpiryField, expiryOf, isExpiryWrong } from './expiry-field';
import { KeyResult } from './key-result';
import { useFields } from '../../shared/ui/use-fields';

const MOST_HOURS = 720;
const USUAL_HOURS = 24;

/** A new key in place of one, which stays good for some hours so that its system can be changed over. */
export function RotateDialog({ apiKey, onClose }: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const rotate = useChange(actOf('POST', '/api/api-keys/{id}/rotate', { id: apiKey.id }), async () => {
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    await queries.invalidateQueries({ queryKey: keyOf('/api/approvals') });
  });

  const { field, marked, onSubmit } = useFields({
    initial: { overlapHours: USUAL_HOURS as TypedNumber, expiresAt: '' },
    error: rotate.error,
    check: ({ expiresAt }) => ({ expiresAt: isExpiryWrong(expiresAt) && t('keys.expiryWrong') }),
  });
  const submit = onSubmit(({ overlapHours, expiresAt }) =>
    rotate.mutate({ overlapHours: Number(overlapHours), expiresAt: expiryOf(expiresAt) }),
  );

  return (
    <Dialog title={t('keys.rotateOf', { name: apiKey.name })} onClose={onClose}>
      {rotate.data !== undefined ? (
        <KeyResult issued={rotate.data} onClose={onClose} />
      ) : (
        <Form onSubmit={submit}>
          <Text c="dimmed">{t('keys.rotateHelp')}</Text>
          <WholeNumberInput
            label={t('keys.overlap')}
            description={t('keys.overlapHelp')}
            data-autofocus
            min={0}
            max={MOST_HOURS}
            clampBehavior="strict"
            {...field('overlapHours')}
          />
          <ExpiryField {...field('expiresAt')} />
          {apiKey.scopes.some((scope) => NEEDS_SECOND_PERSON.includes(scope)) && (
            <Text p="12px 16px" bdrs={12} bg="var(--surface-sunk)">
              {t('keys.needsSecond')}
            </Text>
          )}
          <Submit of={rotate} marked={marked} text={t('keys.rotateYes')} />
        </Form>
      )}
    </Dialog>
  );
}
