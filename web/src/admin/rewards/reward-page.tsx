import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { type Reward, type RewardBody, rewardQuery } from '../../entities/reward/reward.api';
import { DOCUMENT_INPUTS } from '../../entities/document/document-inputs';
import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, editTagged, keyOf, readOf } from '../../shared/api/calls';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { createReward } from '../../shared/api/operations';
import { useDocument } from '../../shared/document/use-document';
import { usePartTexts } from '../../shared/document/use-part-texts';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { ArchivePanel } from './archive-panel';
import { GuestView } from './guest-view';
import { PictureField } from '../../entities/picture/picture-field';
import { REWARD_LAYOUT } from './reward-layout';
import { RewardSign } from './reward-picture';
import { RewardForm } from './reward-form';
import classes from './reward-page.module.css';
import { bodyOf, draftOf, firstReward, mistakesOfReward, type RewardDraft, TERMS } from './reward-document.rules';
import { SlotsPanel } from './slots-panel';
import { StockPanel } from './stock-panel';

/** A new reward. Picture and appointments belong to one that is there: they follow on its page. */
export function NewRewardPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useChange(actOf('POST', '/api/redemption-items'), (reward) => {
    draft.store.keep();
    queries.setQueryData(rewardQuery(reward.id).queryKey, reward);
    void queries.invalidateQueries({ queryKey: keyOf('/api/redemption-items') });
    void navigate(`/rewards/${reward.id}`, { replace: true, state: { isNew: true } });
  });
  const draft = useRewardDraft({ first: firstReward, members: createReward.body, error: create.error });
  const { stock } = draft.document;
  return (
    <>
      <BackLink to="/rewards">{t('rewards.back')}</BackLink>
      <PageHead title={t('rewards.newTitle')} sub={t('rewards.newSub')} />
      <div className={classes.desk}>
        <RewardForm
          draft={draft}
          isNew
          problem={<FailureNotice error={create.error} marked={draft.store.drawnPaths()} />}
          isPending={create.isPending}
          onSubmit={(reward) => create.mutate(bodyOf(reward))}
        />
        <div className={classes.side}>
          <GuestView reward={draft.document} picture={null} left={typeof stock === 'number' ? stock : null} />
        </div>
      </div>
    </>
  );
}

/** A reward while it is edited, with the mistakes that the API document does not describe. */
function useRewardDraft(of: Pick<Parameters<typeof useDocument<RewardDraft>>[0], 'first' | 'members' | 'error'>) {
  const { t } = useTranslation('admin');
  return useDocument<RewardDraft>({
    ...of,
    words: 'rewards',
    inputs: DOCUMENT_INPUTS,
    layout: REWARD_LAYOUT,
    check: (reward) =>
      mistakesOfReward(reward, {
        needed: t('rewards.fault.needed'),
        order: t('rewards.fault.order'),
        early: t('rewards.fault.early'),
      }),
  });
}

/** One reward: its terms, its picture, how many there are, and its appointments. */
export function RewardPage() {
  const { rewardId = '' } = useParams();
  const reward = useQuery(rewardQuery(rewardId));
  if (reward.data === undefined) return reward.isError ? <ReadFailure isPage reading={reward} /> : <Loading />;
  return (
    <>
      <FailureNotice error={reward.error} retry={reward} />
      <RewardDesk key={reward.data.id} reward={reward.data} />
    </>
  );
}

function RewardDesk({ reward }: { readonly reward: Reward }) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const format = useFormat();
  const queries = useQueryClient();
  const partTexts = usePartTexts(TERMS, 'rewards');

  function keep(changed: Reward): void {
    queries.setQueryData(rewardQuery(reward.id).queryKey, changed);
    void queries.invalidateQueries({ queryKey: keyOf('/api/redemption-items') });
  }

  /** The next change of the terms is bound to this one. */
  function goOn(changed: TaggedResource<Reward>): void {
    keep(changed.value);
    edit.goOnFrom(changed);
  }

  const edit = useEdit({
    read: readOf('/api/redemption-items/{id}', { id: reward.id }),
    send: (tag) => (act: KeyedAct<RewardBody>) =>
      editTagged('PATCH', '/api/redemption-items/{id}', { id: reward.id })(tag)(act),
    onDone: (changed) => {
      draft.store.goOnFrom(draftOf(changed.value));
      goOn(changed);
      setSaved(true);
    },
    initial: reward,
  });
  const { base = reward, save, readError } = edit;
  const draft = useRewardDraft({ first: () => draftOf(base), members: TERMS, error: save.error });
  const { store } = draft;
  const [isSaved, setSaved] = useState(false);
  if (isSaved && draft.isChanged) setSaved(false);
  useEffect(() => {
    store.rebase(draftOf(base));
  }, [store, base]);

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
      {reward.archived && (
        <Text mb={16} py={12} px={16} bd="1px solid var(--line-strong)" bdrs={12} bg="var(--surface-sunk)">
          {t('rewards.isArchived')}
        </Text>
      )}
      <div className={classes.desk}>
        <RewardForm
          draft={draft}
          isNew={false}
          problem={
            readError === null ? (
              <EditProblem
                edit={edit}
                subjectId={reward.id}
                marked={store.drawnPaths()}
                show={(now) => partTexts(draftOf(now))}
              />
            ) : (
              <FailureNotice error={readError} />
            )
          }
          isReady={edit.isReady}
          isPending={save.isPending}
          isSaved={isSaved}
          onSubmit={(terms) => save.mutate(bodyOf(terms))}
        />
        <div className={classes.side}>
          <GuestView reward={draft.document} picture={reward.picture} left={reward.stock?.remaining ?? null} />
          <Panel title={t('pictures.title')}>
            <PictureField
              picture={reward.picture}
              put={actOf('PUT', '/api/redemption-items/{id}/picture', { id: reward.id })}
              remove={actOf('DELETE', '/api/redemption-items/{id}/picture', { id: reward.id })}
              onChanged={() => queries.invalidateQueries({ queryKey: keyOf('/api/redemption-items') })}
              instead={<RewardSign kind={reward.kind} />}
            />
          </Panel>
          {reward.stock !== null && <StockPanel reward={reward} stock={reward.stock} onChanged={keep} />}
          {reward.byAppointment && <SlotsPanel rewardId={reward.id} />}
          <ArchivePanel reward={reward} onChanged={goOn} />
        </div>
      </div>
    </>
  );
}
