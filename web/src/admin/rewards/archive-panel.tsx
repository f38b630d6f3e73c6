import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Reward } from '../../entities/reward/reward.api';
import { editTagged } from '../../shared/api/calls';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Question } from '../../shared/ui/question';

interface ArchivePanelProps {
  readonly reward: Reward;
  readonly onChanged: (reward: TaggedResource<Reward>) => void;
}

/** Takes the reward out of the catalogue and brings it back; what guests have of it stays good. */
export function ArchivePanel({ reward, onChanged }: ArchivePanelProps) {
  const { t } = useTranslation('admin');
  const [asks, setAsks] = useState(false);
  const send = useChange(editTagged('PATCH', '/api/redemption-items/{id}', { id: reward.id })(null), (changed) => {
    setAsks(false);
    onChanged(changed);
  });
  return (
    <Panel title={reward.archived ? t('rewards.archive.back') : t('rewards.archive.title')}>
      <Help>{reward.archived ? t('rewards.archive.backHelp') : t('rewards.archive.help')}</Help>
      <Button
        variant="default"
        loading={send.isPending}
        onClick={() => (reward.archived ? send.mutate({ archived: false }) : setAsks(true))}
      >
        {reward.archived ? t('rewards.archive.back') : t('rewards.archive.title')}
      </Button>
      {send.error !== null && !asks && <FailureNotice error={send.error} />}
      {asks && (
        <Question
          title={t('rewards.archive.question')}
          help={t('rewards.archive.help')}
          yes={t('rewards.archive.yes')}
          no={t('rewards.archive.no')}
          of={send}
          onYes={() => send.mutate({ archived: true })}
          onClose={() => setAsks(false)}
        />
      )}
    </Panel>
  );
}
