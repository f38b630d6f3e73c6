import { Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { type Reward, type RewardBody, rewardQuery } from '../../entities/reward/reward.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { actOf, editTagged, keyOf, readOf } from '../../shared/api/calls';
import type { TaggedResource } from '../../shared/api/tagged';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { ArchivePanel } from './archive-panel';
import { GuestView } from './guest-view';
import { PictureField } from '../ui/pictures/picture-field';
import { RewardSign } from './reward-picture';
import { RewardForm } from './reward-form';
import classes from './reward-page.module.css';
import { EMPTY_REWARD, PATH_OF_FIELD, type RewardField, type RewardValues, valuesOf } from './reward-values.rules';
import { SlotsPanel } from './slots-panel';
import { StockPanel } from './stock-panel';

/** A new reward. Picture and appointments belong to one that is there: they follow on its page. */
export function NewRewardPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [values, setValues] = useState(EMPTY_REWARD);
  const create = useChange(actOf('POST', '/api/redemption-items'), (reward) => {
    queries.setQueryData(rewardQuery(reward.id).queryKey, reward);
    void queries.invalidateQueries({ queryKey: keyOf('/api/redemption-items') });
    void navigate(`/rewards/${reward.id}`, { replace: true, state: { isNew: true } });
  });
  return (
    <>
      <BackLink to="/rewards">{t('rewards.back')}</BackLink>
      <PageHead title={t('rewards.newTitle')} sub={t('rewards.newSub')} />
      <div className={classes.desk}>
        <RewardForm
          values={values}
          isNew
          onSet={(field, value) => setValues((before) => ({ ...before, [field]: value }))}
          error={create.error}
          isPending={create.isPending}
          onSubmit={(body) => create.mutate(body)}
        />
        <div className={classes.side}>
          <GuestView values={values} picture={null} left={values.stock === '' ? null : values.stock} />
        </div>
      </div>
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
  if (reward.isPending) return <Loading />;
  return <RewardDesk key={reward.data.id} reward={reward.data} />;
}

function RewardDesk({ reward }: { readonly reward: Reward }) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const format = useFormat();
  const { timeZone } = useNetwork();
  const queries = useQueryClient();
  const [saved, setSaved] = useState(false);
  const [typed, setTyped] = useState<Partial<RewardValues>>({});

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
      editTagged('PATCH', '/api/redemption-items/{id}', { id: reward.id })(tag)({
        key: act.key,
        body: termsOf(act.body),
      }),
    onDone: (changed) => {
      goOn(changed);
      setTyped({});
      setSaved(true);
    },
    initial: reward,
  });
  const { base = reward, save, readError } = edit;
  const writing = { currency: format.currency, timeZone, locale: format.locale };

  const values = { ...valuesOf(base, writing), ...typed };

  /** The fields as the form calls them. */
  function shownOf(shown: RewardValues): Record<string, string> {
    const yes = (is: boolean) => t(is ? 'settings.yes' : 'settings.no');
    const texts: Partial<Record<RewardField, string>> = {
      ...textsOf(shown),
      kind: t(`rewards.kind.${shown.kind}`),
      period: t(`rewards.period.${shown.period}`),
      exclusive: yes(shown.exclusive),
      shippingRequired: yes(shown.shippingRequired),
      byAppointment: yes(shown.byAppointment),
    };
    return Object.fromEntries(
      Object.entries(texts).map(([field, text]) => [t(`rewards.field.${field as RewardField}`), text]),
    );
  }

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
          values={values}
          isNew={false}
          error={save.error}
          problem={
            readError === null ? (
              <EditProblem
                edit={edit}
                subjectId={reward.id}
                marked={Object.values(PATH_OF_FIELD)}
                show={(now) => shownOf(valuesOf(now, writing))}
              />
            ) : (
              <FailureNotice error={readError} />
            )
          }
          isReady={edit.isReady}
          isPending={save.isPending}
          isSaved={saved}
          onSet={(field, value) => {
            setTyped((before) => ({ ...before, [field]: value }));
            setSaved(false);
          }}
          onSubmit={(body) => save.mutate(body)}
        />
        <div className={classes.side}>
          <GuestView values={values} picture={reward.picture} left={reward.stock?.remaining ?? null} />
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

/** The fields that are typed or chosen by their own text. */
function textsOf({ discountBy: _, ...values }: RewardValues): Partial<Record<RewardField, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([field, value]) =>
      typeof value === 'boolean' ? [] : [[field, typeof value === 'object' ? value.join(', ') : String(value)]],
    ),
  );
}

/** Stock is changed by how many come or go, never by what is typed over it. */
function termsOf(body: RewardBody): Omit<RewardBody, 'stock'> {
  const { stock: _, ...terms } = body;
  return terms;
}
