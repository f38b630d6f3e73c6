import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import type { Reward, RewardBody } from '../../shared/api/types';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
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
import { REWARDS_KEY, useSpoken } from '../../entities/reward/use-rewards';

/** A new reward. Picture and appointments belong to one that is there: they follow on its page. */
export function NewRewardPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useChange(sendNew, (reward) => {
    queries.setQueryData([REWARDS_KEY, 'item', reward.id], reward);
    void queries.invalidateQueries({ queryKey: [REWARDS_KEY, 'list'] });
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
  const reward = useQuery({
    queryKey: [REWARDS_KEY, 'item', rewardId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/redemption-items/{id}', { params: { path: { id: rewardId } }, signal })),
  });
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
    queries.setQueryData([REWARDS_KEY, 'item', reward.id], changed);
    void queries.invalidateQueries({ queryKey: [REWARDS_KEY, 'list'] });
  }

  const change = useChange(
    ({ key, body }: KeyedAct<RewardBody>) => {
      const params = { path: { id: reward.id }, header: { 'Idempotency-Key': key } };
      // Somebody who changed it meanwhile is not overwritten unseen.
      const changed = { ...termsOf(body), expectedVersion: reward.version };
      return answerOf(api.PATCH('/api/redemption-items/{id}', { params, body: changed }));
    },
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

function sendNew({ key, body }: KeyedAct<RewardBody>): Promise<Reward> {
  return answerOf(api.POST('/api/redemption-items', { params: { header: { 'Idempotency-Key': key } }, body }));
}
