import { NativeSelect } from '@mantine/core';
import type { ComponentType } from 'react';
import { BadgePicture } from '../../../entities/campaign/badge-picture';
import type { Badge } from '../../../entities/campaign/badges';
import { useInForce } from '../../../entities/program/program.api';
import { useRewards } from '../../../entities/reward/use-rewards';
import { campaignDraft } from '../../../shared/api/documents';
import { useDocumentStore, useMistakeText } from '../../../shared/document/document-context';
import type { DocumentPath } from '../../../shared/document/document-store';
import { Entries } from '../../../shared/document/entries';
import { Field } from '../../../shared/document/field';
import { FieldsOf } from '../../../shared/document/fields-of';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import {
  anotherTask,
  demandOf,
  type Task,
  type TaskDemand,
  unitOf,
  withDemand,
} from '../document/campaign-parts.rules';
import {
  kindOfPayout,
  PAYOUTS,
  payoutOfReward,
  payoutOptions,
  type Payout,
  type PayoutKind,
  rewardOf,
} from '../document/payouts.rules';
import classes from '../campaigns.module.css';
import { GiftDay } from './gift-day';

const DEMANDS = [
  'VISITS',
  ...campaignDraft.challenge.members.tasks.of.kinds.BUY.measure.values.filter((measure) => measure !== 'VISITS'),
  'ACTIVITY',
] as const satisfies readonly TaskDemand[];
/** Prefix of the select's values that name a kind of payout; the other values are codes of rewards. */
const KIND = '#';

/** The inputs for a challenge: the tasks, the payouts for a guest who completes all tasks, and the points for steps on the way. */
export function ChallengeFields() {
  const { t } = useTranslation('admin');
  const removed = t('campaigns.remove');
  return (
    <>
      <Entries<Task>
        className={classes.wide}
        path={['challenge', 'tasks']}
        title={(number) => t('campaigns.taskOf', { number })}
        add={t('campaigns.addTask')}
        remove={[removed, (number) => t('campaigns.removeTask', { number })]}
        first={anotherTask}
      >
        {(path, _, task) => <TaskFields path={path} task={task} />}
      </Entries>
      <Entries<Payout>
        className={classes.wide}
        path={['challenge', 'payouts']}
        add={t('campaigns.addPayout')}
        remove={[removed, (number) => t('campaigns.removePayout', { number })]}
        first={() => PAYOUTS.points.first as Payout}
      >
        {(path, number, payout) => <PayoutFields path={path} number={number} payout={payout} />}
      </Entries>
      <Entries
        className={classes.wide}
        path={['challenge', 'steps']}
        add={t('campaigns.addStep')}
        remove={[removed, (number) => t('campaigns.removeStep', { number })]}
        first={() => ({ sharePpm: 500_000, points: '' })}
      >
        {(path, number) => (
          <>
            <Field path={[...path, 'sharePpm']} label={t('campaigns.field.stepPercent', { number })} />
            <Field path={[...path, 'points']} label={t('campaigns.field.stepPoints', { number })} />
          </>
        )}
      </Entries>
    </>
  );
}

function TaskFields({ path, task }: { readonly path: DocumentPath; readonly task: Task }) {
  const { t } = useTranslation('admin');
  const store = useDocumentStore();
  const activities = useInForce().data?.document.activities.reported.map((one) => one.code) ?? [];
  const demand = demandOf(task);
  const mistake = useMistakeText(path);
  const unit = unitOf(demand);
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.deed')}
        value={demand}
        error={mistake}
        onChange={(event) => store.set(path, withDemand(task, event.currentTarget.value as TaskDemand))}
        data={DEMANDS.map((value) => ({ value, label: t(`campaigns.deed.${value}`) }))}
      />
      <Field
        path={[...path, 'target']}
        label={t(`campaigns.field.taskCount.${demand}`)}
        help={false}
        as={unit === null ? 'money' : unit === 1 ? 'whole' : 'quantity'}
      />
      {task.kind === 'ACTIVITY' ? (
        <Field
          path={[...path, 'code']}
          label={t('campaigns.field.activity')}
          help={t('campaigns.help.activity')}
          choices={[...new Set(['', ...activities, task.code])].map((value) => ({ value, label: value }))}
        />
      ) : (
        <>
          {task.measure === 'WEEKS' && <Field path={[...path, 'freezes']} />}
          <Field path={[...path, 'categories']} />
          <Field path={[...path, 'skus']} />
        </>
      )}
    </>
  );
}

interface PayoutFieldsProps {
  readonly path: DocumentPath;
  readonly number: number;
  readonly payout: Payout;
}

/** The inputs for one payout, which a guest gets once when all tasks are done. */
function PayoutFields({ path, number, payout }: PayoutFieldsProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const store = useDocumentStore();
  const mistake = useMistakeText(path, true);
  const rewards = useRewards(false).data ?? [];
  const kind = kindOfPayout(payout);
  const reward = rewardOf(payout);
  const Inputs = INPUTS[PAYOUTS[kind].inputs];
  const choose = (chosen: string) =>
    store.set(
      path,
      chosen.startsWith(KIND) ? PAYOUTS[chosen.slice(KIND.length) as PayoutKind].first : payoutOfReward(chosen),
    );
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.payoutOf', { number })}
        value={reward ?? `${KIND}${kind}`}
        error={reward === undefined ? undefined : mistake}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...payoutOptions(t).map((one) => ({ value: `${KIND}${one.kind}`, label: one.label })),
          ...rewards.map(({ code, name }) => ({ value: code, label: spoken(name) })),
        ]}
      />
      <Inputs path={path} kind={kind} payout={payout} />
    </>
  );
}

interface InputsProps {
  readonly path: DocumentPath;
  readonly kind: PayoutKind;
  readonly payout: Payout;
}

/** The inputs for a payout that gives a tier: for some days or until a date, the guest has at least this tier. */
function TierFields({ path }: InputsProps) {
  const { t } = useTranslation('admin');
  // The lowest tier is no payout, because every guest has it.
  const tiers = useInForce().data?.document.tiers.slice(1) ?? [];
  return (
    <>
      <Field
        path={[...path, 'tier']}
        label={t('campaigns.field.payoutTier')}
        choices={[
          { value: '', label: t('campaigns.nextTier') },
          ...tiers.map(({ code }) => ({ value: code, label: code })),
        ]}
      />
      <GiftDay path={[...path, 'until']} by="days" label={t('campaigns.field.tierDays')} />
      <GiftDay path={[...path, 'until']} by="date" label={t('campaigns.field.tierUntil')} />
    </>
  );
}

function PictureFields({ path: of, kind, payout }: InputsProps) {
  const path = [...of, kind];
  const badge = payout[kind as keyof Payout] as Badge;
  return (
    <>
      <BadgePicture icon={badge.icon} colour={badge.colour} />
      {(['ru', 'en'] as const).map((language) => (
        <Field key={language} path={[...path, 'name', language]} />
      ))}
      <FieldsOf path={path} beside={['name']} />
    </>
  );
}

const INPUTS: Readonly<Record<(typeof PAYOUTS)[PayoutKind]['inputs'], ComponentType<InputsProps>>> = {
  members: FieldsOf,
  tier: TierFields,
  picture: PictureFields,
  none: () => null,
};
