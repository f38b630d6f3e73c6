import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import type { Reward } from '../../entities/reward/reward.api';
import { base64Of } from '../../shared/api/base64';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { fittingPicture } from './picture.rules';
import { RewardPicture } from './reward-picture';
import classes from './reward-page.module.css';

interface PicturePanelProps {
  readonly reward: Reward;
  readonly onChanged: (reward: Reward) => void;
}

/** The reward's picture for guests. A photo that is too large is made smaller before it is sent. */
export function PicturePanel({ reward, onChanged }: PicturePanelProps) {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const [unreadable, setUnreadable] = useState(false);
  const put = useChange(actOf('PUT', '/api/redemption-items/{id}/picture', { id: reward.id }), onChanged);
  const remove = useChange(actOf('DELETE', '/api/redemption-items/{id}/picture', { id: reward.id }), () =>
    onChanged({ ...reward, picture: null }),
  );
  const error = put.error ?? remove.error;

  async function send(file: File | null): Promise<void> {
    if (file === null) return;
    setUnreadable(false);
    const picture = await fittingPicture(file).catch(() => null);
    if (picture === null) setUnreadable(true);
    else put.mutate({ data: await base64Of(picture) });
  }

  return (
    <Panel title={t('rewards.picture.title')}>
      <div className={classes.preview}>
        <RewardPicture reward={reward} />
      </div>
      <p className={classes.help}>{t('rewards.picture.help')}</p>
      <div className={classes.row}>
        <FileButton
          accept="image/png,image/jpeg,image/webp"
          inputProps={{ 'aria-label': t('rewards.picture.choose') }}
          onChange={(file) => void send(file)}
        >
          {(props) => (
            <Button {...props} variant="default" loading={put.isPending}>
              {reward.picture === null ? t('rewards.picture.choose') : t('rewards.picture.change')}
            </Button>
          )}
        </FileButton>
        {reward.picture !== null && (
          <Button variant="subtle" color="gray" loading={remove.isPending} onClick={() => remove.mutate(null)}>
            {t('rewards.picture.remove')}
          </Button>
        )}
      </div>
      {(unreadable || error !== null) && (
        <div className={classes.problem}>
          <ProblemNotice
            words={
              unreadable
                ? { title: t('rewards.picture.unreadableTitle'), help: t('rewards.picture.unreadableHelp') }
                : words(error)
            }
          />
        </div>
      )}
    </Panel>
  );
}
