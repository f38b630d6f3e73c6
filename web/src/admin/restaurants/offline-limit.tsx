import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import type { Network } from '../../entities/network/network-settings.api';
import { useNetworkSettings } from '../../entities/network/network.api';
import { useShownNetwork } from '../../entities/network/use-shown-network';
import { usePointsWorth } from '../../entities/program/use-points-worth';
import { useMayManage } from '../../entities/session/use-may-manage';
import { changeNetwork } from '../../shared/api/operations';
import { EditDialog } from '../../shared/described/edit-form';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';

/** The most that one till may be allowed to let be spent while it is offline; 0 allows none. */
export function OfflineLimit() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('allowances.give');
  const worthOf = usePointsWorth();
  const network = useNetworkSettings();
  const { id } = useNetwork();
  const show = useShownNetwork();
  const [edits, setEdits] = useState(false);
  if (network.isError) return <FailureNotice error={network.error} />;
  const limit = network.data?.settings.limits.tillAllowance;
  return (
    <Panel
      title={t('tillLimit.title')}
      aside={
        mayManage && limit !== undefined ? (
          <Button variant="default" onClick={() => setEdits(true)}>
            {t('tillLimit.edit')}
          </Button>
        ) : undefined
      }
    >
      {limit !== undefined && (
        <Text mb={8} fw={600}>
          {limit === 0 ? t('tillLimit.none') : t('tillLimit.most', { count: limit, worth: worthOf(limit) ?? '—' })}
        </Text>
      )}
      <Text c="dimmed">{t('tillLimit.help')}</Text>
      {edits && (
        <EditDialog
          of={changeNetwork}
          params={{ id }}
          title={t('tillLimit.title')}
          fields={{ 'settings.limits.tillAllowance': { label: t('tillLimit.field'), help: t('tillLimit.fieldHelp') } }}
          alsoShows={(network) => show(network as Network)}
          submit={t('tillLimit.save')}
          waits={t('changes.waits')}
          onClose={() => setEdits(false)}
        />
      )}
    </Panel>
  );
}
