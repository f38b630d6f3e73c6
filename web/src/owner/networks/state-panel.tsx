import { Button, Flex, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type NetworkState, refreshPlatform, type PlatformNetwork } from '../../entities/platform/platform.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import type { Format } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { FormEnd } from '../frame/form-end';
import { useFields } from '../../shared/ui/use-fields';

const WORDS = { ACTIVE: 'resume', SUSPENDED: 'suspend', CLOSED: 'close' } as const;
const HELP = { ACTIVE: 'activeHelp', SUSPENDED: 'suspendedHelp', CLOSED: 'closedHelp' } as const;
const STATES = ['ACTIVE', 'SUSPENDED', 'CLOSED'] as const;

interface StatePanelProps {
  readonly network: PlatformNetwork;
  readonly format: Format;
}

/** The state of a network, and the ways to the other states, each with its consequences and a reason. */
export function StatePanel({ network, format }: StatePanelProps) {
  const { t } = useTranslation('owner');
  const [asked, setAsked] = useState<NetworkState | null>(null);
  const { state, suspendedAt, closedAt } = network;
  const since = closedAt ?? suspendedAt;
  return (
    <Panel title={t('state.title')}>
      <Stack gap={16} maw={560}>
        <Text c="dimmed">
          <strong>{t(`networks.states.${state}`)}.</strong>{' '}
          {since !== null && t('state.since', { date: format.dateTime(since) })} {t(`state.${HELP[state]}`)}
        </Text>
        <Flex gap={8} wrap="wrap">
          {STATES.filter((one) => one !== state).map((one) => (
            <Button key={one} variant="default" onClick={() => setAsked(one)}>
              {t(`state.${WORDS[one]}`)}
            </Button>
          ))}
        </Flex>
      </Stack>
      {asked !== null && <StateDialog network={network} state={asked} onClose={() => setAsked(null)} />}
    </Panel>
  );
}

interface StateDialogProps {
  readonly network: PlatformNetwork;
  readonly state: NetworkState;
  readonly onClose: () => void;
}

/** Says what the change does; to take something away the name of the network is typed once more. */
function StateDialog({ network: { id, name }, state, onClose }: StateDialogProps) {
  const { t } = useTranslation('owner');
  const queries = useQueryClient();
  const needsName = state !== 'ACTIVE';
  const word = WORDS[state];
  const change = useChange(actOf('POST', '/api/networks/{id}/state', { id }), async () => {
    await refreshPlatform(queries);
    onClose();
  });

  const { field, marked, onSubmit } = useFields({
    initial: { reason: '', confirmName: '' },
    error: change.error,
    check: ({ reason, confirmName }) => ({
      reason: reason.trim() === '' && t('state.reasonNeeded'),
      confirmName: needsName && confirmName.trim() !== name && t('state.confirmNeeded'),
    }),
  });
  const submit = onSubmit(({ reason }) =>
    change.mutate({ state, reason: reason.trim(), ...(needsName && { confirmName: name }) }),
  );

  return (
    <Dialog title={t(`state.${word}Question`, { name })} onClose={onClose}>
      <Form maw={560} onSubmit={submit}>
        <Text c="dimmed">{t(`state.${word}What`)}</Text>
        <TextInput
          label={t('state.reason')}
          description={t('state.reasonHelp')}
          maxLength={500}
          data-autofocus
          {...field('reason')}
        />
        {needsName && <TextInput label={t('state.confirm', { name })} autoComplete="off" {...field('confirmName')} />}
        <FailureNotice error={change.error} marked={marked} />
        <FormEnd submit={t(`state.${word}`)} isPending={change.isPending} onClose={onClose} />
      </Form>
    </Dialog>
  );
}
