import { Button, Flex, NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { openMenuQuery } from '../../../entities/menu/menu.api';
import { useInForce } from '../../../entities/program/program.api';
import { useRewards } from '../../../entities/reward/use-rewards';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { anotherTask } from '../document/campaign-values.rules';
import { choicesOf } from '../document/kind-fields.rules';
import {
  FIRST_PAYOUT,
  payoutFields,
  type PayoutKind,
  payoutOptions,
  type PayoutValues,
} from '../document/payouts.rules';
import { type TaskDemand, deeds, taskFields, type TaskValues } from '../document/tasks.rules';
import classes from '../campaigns.module.css';
import { KindFields } from './kind-fields';
import { mistakeIn, type StepProps } from './step-props';

/** The most tasks of a document. */
const MOST = 20;
/** Prefix of the select's values that name a kind of payout; the other values are codes of rewards. */
const KIND = '#';

/** The tasks of a challenge, all of which a guest has to do. */
export function TaskFields({ values: { tasks }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const change = (index: number, to: Partial<TaskValues>) =>
    set({ tasks: tasks.map((task, place) => (place === index ? { ...task, ...to } : task)) });
  return (
    <div className={classes.wide}>
      {tasks.map((task, index) => (
        <fieldset key={task.id} className={classes.group}>
          <legend>{t('campaigns.taskOf', { number: index + 1 })}</legend>
          <div className={classes.fields}>
            <OneTask
              task={task}
              errors={errors}
              place={`challenge.tasks[${String(index)}]`}
              onChange={(to) => change(index, to)}
            />
          </div>
          {tasks.length > 1 && (
            <Button
              variant="subtle"
              size="compact-md"
              aria-label={t('campaigns.removeTask', { number: index + 1 })}
              onClick={() => set({ tasks: tasks.filter(({ id }) => id !== task.id) })}
            >
              {t('campaigns.remove')}
            </Button>
          )}
        </fieldset>
      ))}
      <Button
        variant="default"
        disabled={tasks.length >= MOST}
        onClick={() => set({ tasks: [...tasks, anotherTask(tasks)] })}
      >
        {t('campaigns.addTask')}
      </Button>
    </div>
  );
}

type OneTaskProps = Pick<StepProps, 'errors'> & {
  readonly task: TaskValues;
  readonly place: string;
  readonly onChange: (change: Partial<TaskValues>) => void;
};

function OneTask({ task, ...props }: OneTaskProps) {
  const { t } = useTranslation('admin');
  const menu = useQuery(openMenuQuery).data ?? [];
  const activities = useInForce().data?.document.activities.reported.map((one) => one.code) ?? [];
  const categories = [...new Set(menu.flatMap(({ category }) => category ?? []))];
  const skus = [...new Set(menu.map(({ code }) => code))];
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.deed')}
        value={task.deed}
        onChange={(event) => props.onChange({ deed: event.currentTarget.value as TaskDemand })}
        data={choicesOf(deeds(), (deed) => t(`campaigns.deed.${deed}`))}
      />
      <KindFields {...props} fields={taskFields(task, { t, activities, categories, skus })} values={task} />
    </>
  );
}

/** Payouts to a guest, once when all tasks are done. */
export function PayoutFields({ values: { payouts }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false).data ?? [];
  const tierCodes = useInForce().data?.document.tiers.map(({ code }) => code) ?? [];
  const change = (index: number, to: PayoutValues) =>
    set({ payouts: payouts.map((payout, place) => (place === index ? to : payout)) });
  return (
    <div className={classes.wide}>
      {payouts.map((payout, index) => {
        const place = `challenge.payouts[${String(index)}]`;
        return (
          <Flex key={index} gap={12} wrap="wrap" align="flex-end" mb={12}>
            <NativeSelect
              label={t('campaigns.field.payoutOf', { number: index + 1 })}
              value={payout.kind === 'rewardCode' ? payout.rewardCode.code : `${KIND}${payout.kind}`}
              error={payout.kind === 'rewardCode' ? mistakeIn(errors, place) : undefined}
              onChange={({ currentTarget: { value } }) => change(index, { ...payout, ...chosen(value) })}
              data={[
                ...payoutOptions(t).map(({ kind, label }) => ({ value: `${KIND}${kind}`, label })),
                ...rewards.map(({ code, name }) => ({ value: code, label: spoken(name) })),
              ]}
            />
            <KindFields<Readonly<Record<string, unknown>>>
              fields={payoutFields(payout, { t, tierCodes: tierCodes.slice(1) })}
              values={{ ...payout[payout.kind] }}
              place={place}
              errors={errors}
              onChange={(to) => change(index, { ...payout, [payout.kind]: { ...payout[payout.kind], ...to } })}
            />
            {payouts.length > 1 && (
              <Button
                variant="subtle"
                aria-label={t('campaigns.removePayout', { number: index + 1 })}
                onClick={() => set({ payouts: payouts.filter((_, place) => place !== index) })}
              >
                {t('campaigns.remove')}
              </Button>
            )}
          </Flex>
        );
      })}
      <Button
        variant="default"
        disabled={payouts.length >= MOST}
        onClick={() => set({ payouts: [...payouts, FIRST_PAYOUT] })}
      >
        {t('campaigns.addPayout')}
      </Button>
    </div>
  );
}

function chosen(value: string): Partial<PayoutValues> {
  if (!value.startsWith(KIND)) return { kind: 'rewardCode', rewardCode: { code: value } };
  return { kind: value.slice(KIND.length) as PayoutKind };
}
