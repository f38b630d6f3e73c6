import { Button, Flex, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { type NetworkState, PLATFORM, type PlatformNetwork } from '../../entities/platform/platform.api';
import { setNetworkState } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import type { Format } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';

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
  const word = WORDS[state];
  return (
    <ActDialog
      of={setNetworkState}
      params={{ id }}
      title={t(`state.${word}Question`, { name })}
      layout={{ maw: 560 }}
      above={<Text c="dimmed">{t(`state.${word}What`)}</Text>}
      fields={{
        reason: { label: t('state.reason'), help: t('state.reasonHelp'), needed: t('state.reasonNeeded') },
        confirmName: {
          label: t('state.confirm', { name }),
          isShown: () => state !== 'ACTIVE',
          check: (typed) => typed.trim() !== name && t('state.confirmNeeded'),
        },
      }}
      body={() => ({ state })}
      submit={t(`state.${word}`)}
      cancel={t('state.cancel')}
      anew={PLATFORM}
      onClose={onClose}
    />
  );
}
