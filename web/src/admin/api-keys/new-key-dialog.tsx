import { Checkbox, Flex, NativeSelect, Stack, Text } from '@mantine/core';
import {
  GIVES_BY_HAND,
  KEY_RIGHTS,
  type KeyRight,
  type KeyScope,
  NEEDS_SECOND_PERSON,
  READABLE_RIGHTS,
  IDENTIFICATIONS,
} from '../../entities/staff/api-key.api';
import { keyOf } from '../../shared/api/calls';
import { createApiKey } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import type { OwnInput } from '../../shared/described/fields';
import { useTranslation } from '../../shared/i18n/use-translation';
import { expiryOf, isExpiryWrong } from './expiry';
import { KeyResult } from './key-result';
import { useByHandWords } from './use-by-hand-words';

/** A key for another system: its name, what it may do, and when it ends. */
export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const byHand = useByHandWords();
  const has = (scopes: readonly string[], wanted: readonly string[]) => scopes.some((scope) => wanted.includes(scope));
  return (
    <ActDialog
      of={createApiKey}
      title={t('keys.newTitle')}
      size="lg"
      fields={{
        name: { label: t('keys.name'), help: t('keys.nameHelp'), needed: t('keys.nameNeeded') },
        scopes: {
          label: t('keys.rights'),
          help: t('keys.rightsHelp'),
          needed: t('keys.rightsNeeded'),
          control: (input) => <Rights {...input} />,
          after: ({ scopes }) => (
            <>
              {has(scopes, NEEDS_SECOND_PERSON) && (
                <Text p="12px 16px" bdrs={12} bg="var(--surface-sunk)">
                  {t('keys.needsSecond')}
                </Text>
              )}
              {byHand !== null && has(scopes, GIVES_BY_HAND) && <Text c="dimmed">{byHand}</Text>}
            </>
          ),
        },
        identifies: {
          label: t('keys.identifies'),
          help: t('keys.identifiesHelp'),
          choices: IDENTIFICATIONS.map((value) => ({ value, label: t(`keys.identification.${value}`) })),
        },
        expiresAt: {
          label: t('keys.expiry'),
          help: t('keys.expiryHelp'),
          as: 'day',
          check: (day) => isExpiryWrong(day) && t('keys.expiryWrong'),
        },
      }}
      body={({ expiresAt }) => ({ expiresAt: expiryOf(expiresAt) })}
      submit={t('keys.create')}
      anew={[keyOf('/api/approvals')]}
      result={(issued) => <KeyResult issued={issued} onClose={onClose} />}
      onClose={onClose}
    />
  );
}

/** The inputs for the rights of a key. Some rights can be limited to reading. */
function Rights({ label, description, value, error, onChange }: OwnInput<readonly string[]>) {
  const { t } = useTranslation('admin');
  const readOf = (right: KeyRight) => `${right}:read` as KeyScope;
  const without = (right: KeyRight) => value.filter((scope) => scope !== right && scope !== readOf(right));
  const has = (right: KeyRight) => value.includes(right) || value.includes(readOf(right));
  return (
    <Checkbox.Group label={label} description={description} value={KEY_RIGHTS.filter(has)} error={error}>
      <Stack gap={12} pt={8}>
        {KEY_RIGHTS.map((right) => (
          <Flex key={right} gap="4px 16px" wrap="wrap" align="flex-start" justify="space-between">
            <Checkbox
              value={right}
              label={t(`keys.right.${right}`)}
              description={t(`keys.rightHelp.${right}`)}
              onChange={({ currentTarget }) => onChange([...without(right), ...(currentTarget.checked ? [right] : [])])}
            />
            {has(right) && READABLE_RIGHTS.includes(right) && (
              <NativeSelect
                aria-label={t('keys.partOf', { right: t(`keys.right.${right}`) })}
                value={value.includes(right) ? 'all' : 'read'}
                data={[
                  { value: 'all', label: t('keys.readWrite') },
                  { value: 'read', label: t('keys.read') },
                ]}
                onChange={({ currentTarget }) =>
                  onChange([...without(right), currentTarget.value === 'read' ? readOf(right) : right])
                }
              />
            )}
          </Flex>
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
