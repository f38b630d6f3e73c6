import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { networkQuery, useNetworkSettings } from '../../entities/network/network.api';
import { changeNetwork, readNetwork } from '../../entities/network/network-settings.api';
import { useShownNetwork } from '../../entities/network/use-shown-network';
import { useMayManage } from '../../entities/session/use-may-manage';
import { changeNetwork as changeOperation } from '../../shared/api/operations';
import { useEdit } from '../../shared/api/use-edit';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { usePointsWorth } from '../../entities/program/use-points-worth';

/** The most that one till may be allowed to let be spent while it is offline; 0 allows none. */
export function OfflineLimit() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('allowances.give');
  const worthOf = usePointsWorth();
  const network = useNetworkSettings();
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
      {edits && limit !== undefined && <LimitDialog limit={limit} onClose={() => setEdits(false)} />}
    </Panel>
  );
}

function LimitDialog({ limit, onClose }: { readonly limit: number; readonly onClose: () => void }) {
  const { t } = useTranslation('admin');
  const show = useShownNetwork();
  const queries = useQueryClient();
  const { id } = useNetwork();
  const [points, setPoints] = useState<number | ''>(limit);
  const [waits, setWaits] = useState(false);
  const edit = useEdit({
    read: readNetwork(id),
    send: changeNetwork(id),
    onDone: (changed) => {
      if ('kind' in changed) {
        setWaits(true);
        return;
      }
      queries.setQueryData(networkQuery(id).queryKey, changed);
      onClose();
    },
  });
  const { save } = edit;

  function submit(): void {
    save.mutate({ settings: { limits: { tillAllowance: points === '' ? 0 : points } } });
  }

  if (waits)
    return (
      <Dialog title={t('tillLimit.title')} onClose={onClose}>
        <Text role="status" c="dimmed">
          {t('changes.waits')}
        </Text>
      </Dialog>
    );
  return (
    <Dialog title={t('tillLimit.title')} onClose={onClose}>
      <Form onSubmit={submit}>
        <WholeNumberInput
          label={t('tillLimit.field')}
          description={t('tillLimit.fieldHelp')}
          data-autofocus
          min={0}
          max={changeOperation.body.settings.members.limits.members.tillAllowance.most}
          clampBehavior="strict"
          value={points}
          onChange={setPoints}
        />
        <FailureNotice error={edit.readError} />
        <EditProblem edit={edit} subjectId={id} show={show} />
        <Button type="submit" disabled={!edit.isReady} loading={save.isPending}>
          {t('tillLimit.save')}
        </Button>
      </Form>
    </Dialog>
  );
}
