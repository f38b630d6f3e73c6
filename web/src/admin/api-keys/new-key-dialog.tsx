import { Checkbox, Flex, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  apiKeysQuery,
  GIVES_BY_HAND,
  NEEDS_SECOND_PERSON,
  KEY_RIGHTS,
  type KeyRight,
  type KeyScope,
  READABLE_RIGHTS,
} from '../../entities/staff/api-key.api';
import { actOf, keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Submit } from '../../shared/ui/submit';
import { ExpiryField, expiryOf, isExpiryWrong } from './expiry-field';
import { KeyResult } from './key-result';
import { useByHandWords } from './use-right-words';
import { useFields } from '../../shared/ui/use-fields';

const IDENTIFICATIONS = ['TILL_SYSTEM', 'PHONE', 'CARD', 'CODE', 'QR'] as const;

/** A key for another system: its name, what it may do, and when it ends. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [reading, setReading] = useState<readonly KeyRight[]>([]);
  const create = useChange(actOf('POST', '/api/api-keys'), async () => {
    await queries.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
    await queries.invalidateQueries({ queryKey: keyOf('/api/approvals') });
  });
  const scopesOf = (rights: readonly KeyRight[]) =>
    rights.map((right): KeyScope => (reading.includes(right) ? (`${right}:read` as KeyScope) : right));
  const { values, field, marked, onSubmit, setFieldValue } = useFields({
    initial: {
      name: '',
      scopes: [] as readonly KeyRight[],
      expiresAt: '',
      identifies: 'TILL_SYSTEM' as (typeof IDENTIFICATIONS)[number],
    },
    error: create.error,
    check: ({ name, scopes: chosen, expiresAt }) => ({
      name: name.trim() === '' && t('keys.nameNeeded'),
      scopes: chosen.length === 0 && t('keys.rightsNeeded'),
      expiresAt: isExpiryWrong(expiresAt) && t('keys.expiryWrong'),
    }),
  });
  const rights = values.scopes;
  const scopes = scopesOf(rights);
  const byHand = useByHandWords();
  const needsSecond = scopes.some((scope) => NEEDS_SECOND_PERSON.includes(scope));

  function toggle(list: readonly KeyRight[], right: KeyRight, isOn: boolean): KeyRight[] {
    return isOn ? [...list, right] : list.filter((one) => one !== right);
  }

  const submit = onSubmit(({ name, identifies, expiresAt }) =>
    create.mutate({ name: name.trim(), scopes, identifies, expiresAt: expiryOf(expiresAt) }),
  );

  if (create.data !== undefined)
    return (
      <Dialog title={t('keys.newTitle')} onClose={onClose}>
        <KeyResult issued={create.data} onClose={onClose} />
      </Dialog>
    );
  return (
    <Dialog title={t('keys.newTitle')} size="lg" onClose={onClose}>
      <Form onSubmit={submit}>
        <TextInput
          label={t('keys.name')}
          description={t('keys.nameHelp')}
          autoComplete="off"
          maxLength={200}
          data-autofocus
          {...field('name')}
        />
        <Checkbox.Group
          label={t('keys.rights')}
          description={t('keys.rightsHelp')}
          value={[...rights]}
          error={field('scopes').error}
        >
          <Stack gap={12} pt={8}>
            {KEY_RIGHTS.map((right) => (
              <Flex key={right} gap="4px 16px" wrap="wrap" align="flex-start" justify="space-between">
                <Checkbox
                  value={right}
                  label={t(`keys.right.${right}`)}
                  description={t(`keys.rightHelp.${right}`)}
                  onChange={(event) => setFieldValue('scopes', toggle(rights, right, event.currentTarget.checked))}
                />
                {rights.includes(right) && READABLE_RIGHTS.includes(right) && (
                  <NativeSelect
                    aria-label={t('keys.partOf', { right: t(`keys.right.${right}`) })}
                    value={reading.includes(right) ? 'read' : 'all'}
                    data={[
                      { value: 'all', label: t('keys.readWrite') },
                      { value: 'read', label: t('keys.read') },
                    ]}
                    onChange={(event) => setReading(toggle(reading, right, event.currentTarget.value === 'read'))}
                  />
                )}
              </Flex>
            ))}
          </Stack>
        </Checkbox.Group>
        {needsSecond && (
          <Text p="12px 16px" bdrs={12} bg="var(--surface-sunk)">
            {t('keys.needsSecond')}
          </Text>
        )}
        {byHand !== null && scopes.some((scope) => GIVES_BY_HAND.includes(scope)) && <Text c="dimmed">{byHand}</Text>}
        <NativeSelect
          label={t('keys.identifies')}
          description={t('keys.identifiesHelp')}
          {...field('identifies')}
          data={IDENTIFICATIONS.map((value) => ({ value, label: t(`keys.identification.${value}`) }))}
        />
        <ExpiryField {...field('expiresAt')} />
        <Submit of={create} marked={marked} text={t('keys.create')} />
      </Form>
    </Dialog>
  );
}
