import { Button, Flex, NativeSelect, TagsInput, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { openMenuQuery } from '../../../entities/menu/menu.api';
import { useInForce } from '../../../entities/program/program.api';
import { useRewards } from '../../../entities/reward/use-rewards';
import { currencySymbol } from '../../../shared/format/money';
import { useFormat } from '../../../shared/format/use-format';
import { useSpoken } from '../../../shared/i18n/spoken';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../../shared/ui/whole-number-input';
import { anotherTask, type Deed, DEEDS, type TaskValues } from '../document/campaign-values.rules';
import { FIRST_PAYOUT, type PayoutKind, payoutOptions, type PayoutValues } from '../document/payouts.rules';
import classes from '../campaigns.module.css';
import { OnePayout } from './one-payout';
import { mistakeIn, type StepProps } from './step-props';
import { bound } from '../../../shared/ui/bound';

/** As many as a document takes. */
const MOST = 20;
/** The most weeks that a streak may miss. */
const MOST_FREEZES = 10;
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
              error={mistakeIn(errors, `challenge.tasks[${String(index)}]`)}
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

interface OneTaskProps {
  readonly task: TaskValues;
  readonly error: string | undefined;
  readonly onChange: (change: Partial<TaskValues>) => void;
}

function OneTask({ task, error, onChange }: OneTaskProps) {
  const { deed, count, freezes, amount, categories, skus, code } = task;
  const { t } = useTranslation('admin');
  const format = useFormat();
  const menu = useQuery(openMenuQuery).data ?? [];
  const activities = useInForce().data?.document.activities.reported.map((one) => one.code) ?? [];
  const known = [...new Set(menu.flatMap(({ category }) => category ?? []))];
  return (
    <>
      <NativeSelect
        label={t('campaigns.field.deed')}
        value={deed}
        onChange={(event) => onChange({ deed: event.currentTarget.value as Deed })}
        data={DEEDS.map((value) => ({ value, label: t(`campaigns.deed.${value}`) }))}
      />
      {deed === 'AMOUNT' ? (
        <TextInput
          label={t('campaigns.field.taskAmount')}
          inputMode="decimal"
          rightSection={currencySymbol(format.currency, format.locale)}
          {...bound(amount, (text) => onChange({ amount: text }))}
          error={error}
        />
      ) : (
        <WholeNumberInput
          label={t(`campaigns.field.taskCount.${deed}`)}
          min={1}
          max={1_000_000}
          value={count}
          error={error}
          onChange={(changed) => onChange({ count: changed })}
        />
      )}
      {deed === 'WEEKS' && (
        <WholeNumberInput
          label={t('campaigns.field.freezes')}
          description={t('campaigns.help.freezes')}
          min={0}
          max={MOST_FREEZES}
          value={freezes}
          onChange={(changed) => onChange({ freezes: changed })}
        />
      )}
      {deed === 'ACTIVITY' ? (
        <NativeSelect
          label={t('campaigns.field.activity')}
          description={t('campaigns.help.activity')}
          {...bound(code, (text) => onChange({ code: text }))}
          data={['', ...new Set([...activities, ...(code === '' ? [] : [code])])]}
        />
      ) : (
        <>
          <TagsInput
            label={t('campaigns.field.categories')}
            description={t('campaigns.help.categories')}
            data={known}
            value={[...categories]}
            onChange={(chosen) => onChange({ categories: chosen })}
          />
          <TagsInput
            label={t('campaigns.field.skus')}
            description={t('campaigns.help.skus')}
            data={[...new Set(menu.map(({ code }) => code))]}
            value={[...skus]}
            onChange={(chosen) => onChange({ skus: chosen })}
          />
        </>
      )}
    </>
  );
}

/** Payouts to a guest, once when all tasks are done. */
export function PayoutFields({ values: { payouts }, set, errors }: StepProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false).data ?? [];
  const change = (index: number, to: PayoutValues) =>
    set({ payouts: payouts.map((payout, place) => (place === index ? to : payout)) });
  return (
    <div className={classes.wide}>
      {payouts.map((payout, index) => {
        const error = mistakeIn(errors, `challenge.payouts[${String(index)}]`);
        return (
          <Flex key={index} gap={12} wrap="wrap" align="flex-end" mb={12}>
            <NativeSelect
              label={t('campaigns.field.payoutOf', { number: index + 1 })}
              value={payout.kind === 'rewardCode' ? payout.rewardCode.code : `${KIND}${payout.kind}`}
              error={payout.kind === 'rewardCode' ? error : undefined}
              onChange={({ currentTarget: { value } }) => change(index, { ...payout, ...chosen(value) })}
              data={[
                ...payoutOptions(t).map(({ kind, label }) => ({ value: `${KIND}${kind}`, label })),
                ...rewards.map(({ code, name }) => ({ value: code, label: spoken(name) })),
              ]}
            />
            <OnePayout payout={payout} error={error} onChange={(to) => change(index, to)} />
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
