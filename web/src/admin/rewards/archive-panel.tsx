import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Reward } from '../../entities/reward/reward.api';
import { editTagged } from '../../shared/api/calls';
import type { Tagged } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import classes from './reward-page.module.css';

interface ArchivePanelProps {
  readonly reward: Reward;
  readonly onChanged: (reward: Tagged<Reward>) => void;
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
      <p className={classes.help}>{reward.archived ? t('rewards.archive.backHelp') : t('rewards.archive.help')}</p>
      <Button
        variant="default"
        loading={send.isPending}
        onClick={() => (reward.archived ? send.mutate({ archived: false }) : setAsks(true))}
      >
        {reward.archived ? t('rewards.archive.back') : t('rewards.archive.title')}
      </Button>
      {send.error !== null && !asks && <FailureNotice error={send.error} />}
      {asks && (
        <Dialog title={t('rewards.archive.question')} onClose={() => setAsks(false)}>
          <p className={classes.help}>{t('rewards.archive.help')}</p>
          <FailureNotice error={send.error} />
          <div className={classes.row}>
            <Button data-autofocus loading={send.isPending} onClick={() => send.mutate({ archived: true })}>
              {t('rewards.archive.yes')}
            </Button>
            <Button variant="default" onClick={() => setAsks(false)}>
              {t('rewards.archive.no')}
            </Button>
          </div>
        </Dialog>
      )}
    </Panel>
  );
}
