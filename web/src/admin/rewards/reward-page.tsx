import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import {
  changeReward,
  createReward,
  type Reward,
  type RewardBody,
  rewardKeys,
  rewardQuery,
} from '../../entities/reward/reward.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead } from '../../shared/ui/page';
import { useProblemWords } from '../../shared/ui/problem-notice';
import { ArchivePanel } from './archive-panel';
import { PicturePanel } from './picture-panel';
import { RewardForm } from './reward-form';
import classes from './reward-page.module.css';
import { EMPTY_REWARD, valuesOf } from './reward-values.rules';
import { SlotsPanel } from './slots-panel';
import { StockPanel } from './stock-panel';
import { useSpoken } from '../../entities/reward/use-rewards';

/** A new reward. Picture and appointments belong to one that is there: they follow on its page. */
export function NewRewardPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useChange(createReward, (reward) => {
    queries.setQueryData(rewardQuery(reward.id).queryKey, reward);
    void queries.invalidateQueries({ queryKey: rewardKeys.lists });
    void navigate(`/rewards/${reward.id}`, { replace: true, state: { isNew: true } });
  });
  return (
    <>
      <BackLink to="/rewards">{t('rewards.back')}</BackLink>
      <PageHead title={t('rewards.newTitle')} sub={t('rewards.newSub')} />
      <RewardForm
        values={EMPTY_REWARD}
        isNew
        error={create.error}
        isPending={create.isPending}
        onSubmit={(body) => create.mutate(body)}
      />
    </>
  );
}

/** One reward: its terms, its picture, how many there are, and its appointments. */
export function RewardPage() {
  const { t } = useTranslation('admin');
  const words = useProblemWords();
  const { rewardId = '' } = useParams();
  const reward = useQuery(rewardQuery(rewardId));
  if (reward.isError) {
    return (
      <Notice
        isPage
        tone="bad"
        {...words(reward.error)}
        actions={[{ label: t('retry'), onClick: () => void reward.refetch() }]}
      />
    );
  }
  if (reward.isPending) return <p>{t('loading')}</p>;
  return <RewardDesk key={reward.data.id} reward={reward.data} />;
}

function RewardDesk({ reward }: { readonly reward: Reward }) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const format = useFormat();
  const { timeZone } = useNetwork();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);

  function keep(changed: Reward): void {
    queries.setQueryData(rewardQuery(reward.id).queryKey, changed);
    void queries.invalidateQueries({ queryKey: rewardKeys.lists });
  }

  const change = useChange(
    ({ key, body }: KeyedAct<RewardBody>) =>
      // Somebody who changed it meanwhile is not overwritten unseen.
      changeReward(reward.id)({ key, body: { ...termsOf(body), expectedVersion: reward.version } }),
    (changed) => {
      keep(changed);
      setSaved(true);
    },
  );

  return (
    <>
      <BackLink to="/rewards">{t('rewards.back')}</BackLink>
      <PageHead
        title={spoken(reward.name)}
        sub={t('rewards.versionSub', {
          code: reward.code,
          version: reward.version,
          date: format.dateTime(reward.changedAt),
        })}
      />
      {reward.archived && <p className={classes.archived}>{t('rewards.isArchived')}</p>}
      <div className={classes.desk}>
        <RewardForm
          values={valuesOf(reward, { currency: format.currency, timeZone, locale: format.locale })}
          isNew={false}
          error={change.error}
          isPending={change.isPending}
          isSaved={saved}
          onTyped={() => setSaved(false)}
          onSubmit={(body) => change.mutate(body)}
        />
        <div className={classes.side}>
          <PicturePanel reward={reward} onChanged={keep} />
          {reward.stock !== null && <StockPanel reward={reward} stock={reward.stock} onChanged={keep} />}
          {reward.byAppointment && <SlotsPanel rewardId={reward.id} />}
          <ArchivePanel reward={reward} onChanged={keep} />
        </div>
      </div>
    </>
  );
}

/** Stock is changed by how many come or go, never by what is typed over it. */
function termsOf(body: RewardBody): Omit<RewardBody, 'stock'> {
  const { stock: _, ...terms } = body;
  return terms;
}
