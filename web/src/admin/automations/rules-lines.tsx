import { Button, Flex, MultiSelect, NativeSelect, Switch, TagsInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RuleGroupType } from 'react-querybuilder';
import {
  type AutomationDocument,
  type Trigger,
  USUAL_GUEST_ENTRIES_PER_DAY,
} from '../../entities/automation/automation.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { tiersQuery } from '../../entities/tier/tier.api';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { withDays, withoutIds } from '../../entities/condition/condition-fields';
import { GuestRule } from '../../entities/condition/guest-rule';
import { FIRST_EVENT, FIRST_RULE, firstTrigger, TRIGGERS } from './automation-first.rules';
import classes from './automations.module.css';
import { EventFields } from './event-fields';
import { SegmentField } from './step-fields';
import { switched } from '../../shared/ui/bound';
import { TimeField as ClockField } from '../../shared/ui/dates/time-field';

export interface RuleProps {
  readonly document: AutomationDocument;
  readonly set: (change: Partial<AutomationDocument>) => void;
}

/** Fields of the trigger by which a guest enters the automation. */
export function TriggerFields({ document: { trigger }, set }: RuleProps) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.kind')}
        value={trigger.kind}
        onChange={(change) => set({ trigger: firstTrigger(change.currentTarget.value as Trigger['kind']) })}
        data={TRIGGERS.map((value) => ({ value, label: t(`automations.triggerKind.${value}`) }))}
      />
      <OneTriggerFields trigger={trigger} onChange={(changed) => set({ trigger: changed })} />
    </div>
  );
}

interface OneTriggerProps {
  readonly trigger: Trigger;
  readonly onChange: (trigger: Trigger) => void;
}

function OneTriggerFields({ trigger, onChange }: OneTriggerProps) {
  const { t } = useTranslation('admin');
  const number = (
    label: 'visit' | 'maxScore' | 'daysBefore' | 'days',
    value: number,
    change: (value: number) => Trigger,
  ) => (
    <WholeNumberInput
      label={t(`automations.field.${label}`)}
      value={value}
      onChange={(next) => onChange(change(next === '' ? 0 : next))}
    />
  );
  switch (trigger.kind) {
    case 'FIRST_SALE':
    case 'JOINED':
      return null;
    case 'NTH_VISIT':
      return number('visit', trigger.visit, (visit) => ({ ...trigger, visit }));
    case 'BAD_ANSWER':
      return number('maxScore', trigger.maxScore, (maxScore) => ({ ...trigger, maxScore }));
    case 'REWARD_TAKEN':
      return <RewardsField codes={trigger.rewards} onChange={(rewards) => onChange({ ...trigger, rewards })} />;
    case 'TIER_CHANGED':
      return <TiersField codes={trigger.tiers} onChange={(tiers) => onChange({ ...trigger, tiers })} />;
    case 'EVENT':
      return <EventFields match={trigger} onChange={(match) => onChange({ ...match, kind: 'EVENT' })} />;
    case 'BIRTHDAY':
    case 'POINTS_END':
      return (
        <>
          {number('daysBefore', trigger.daysBefore, (daysBefore) => ({ ...trigger, daysBefore }))}
          <TimeField value={trigger.at} onChange={(at) => onChange({ ...trigger, at })} />
        </>
      );
    case 'ABSENT':
      return (
        <>
          {number('days', trigger.days, (days) => ({ ...trigger, days }))}
          <TimeField value={trigger.at} onChange={(at) => onChange({ ...trigger, at })} />
          <ExistingField value={trigger.existing} onChange={(existing) => onChange({ ...trigger, existing })} />
        </>
      );
    case 'SEGMENT':
      return (
        <>
          <SegmentField value={trigger.segment} onChange={(segment) => onChange({ ...trigger, segment })} />
          <ExistingField value={trigger.existing} onChange={(existing) => onChange({ ...trigger, existing })} />
        </>
      );
  }
}

interface ValueProps<Value> {
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

function TimeField({ value, onChange }: ValueProps<string>) {
  const { t } = useTranslation('admin');
  return <ClockField label={t('automations.field.at')} value={value} onChange={onChange} />;
}

function ExistingField({ value, onChange }: ValueProps<boolean>) {
  const { t } = useTranslation('admin');
  return <Switch label={t('automations.field.existing')} {...switched(value, onChange)} />;
}

interface CodesProps {
  readonly codes: readonly string[];
  readonly onChange: (codes: string[]) => void;
}

function RewardsField({ codes, onChange }: CodesProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false);
  const known = new Map([
    ...codes.map((code) => [code, code] as const),
    ...(rewards.data ?? []).map(({ code, name }) => [code, spoken(name)] as const),
  ]);
  return (
    <MultiSelect
      label={t('automations.field.rewards')}
      searchable
      value={[...codes]}
      onChange={onChange}
      data={[...known].map(([value, label]) => ({ value, label }))}
    />
  );
}

function TiersField({ codes, onChange }: CodesProps) {
  const { t } = useTranslation('admin');
  const tiers = useQuery(tiersQuery);
  return (
    <TagsInput
      label={t('automations.field.tiers')}
      value={[...codes]}
      onChange={onChange}
      data={(tiers.data?.items ?? []).map(({ code }) => code)}
    />
  );
}

/** Fields of the condition that guests must meet to enter the automation. */
export function WhoFields({ document: { condition }, set }: RuleProps) {
  const { t } = useTranslation('admin');
  if (condition === null)
    return (
      <Button variant="default" onClick={() => set({ condition: FIRST_RULE })}>
        {t('automations.addRule')}
      </Button>
    );
  return (
    <>
      <GuestRule
        rule={withDays(condition as RuleGroupType)}
        onChange={(rule) => {
          const changed = withoutIds(rule);
          if (JSON.stringify(changed) !== JSON.stringify(condition)) set({ condition: changed as typeof condition });
        }}
      />
      <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
        <Button variant="default" onClick={() => set({ condition: null })}>
          {t('automations.noRule')}
        </Button>
      </Flex>
    </>
  );
}

const MODES = ['ONCE', 'AGAIN', 'EVENT'] as const;
const USUAL_DAYS = 30;

/** Fields that limit how often one guest enters the automation, and how many guests enter a day and in all. */
export function EntryFields({ document: { entry }, set }: RuleProps) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.mode')}
        value={entry.mode}
        onChange={(change) => {
          const mode = change.currentTarget.value as (typeof MODES)[number];
          const { perGuestPerDay: _, ...others } = entry;
          set({ entry: { ...others, mode, afterDays: mode === 'AGAIN' ? USUAL_DAYS : null } });
        }}
        data={MODES.map((value) => ({ value, label: t(`automations.mode.${value}`) }))}
      />
      {entry.mode === 'AGAIN' && (
        <WholeNumberInput
          label={t('automations.field.afterDays')}
          value={entry.afterDays ?? ''}
          onChange={(days) => set({ entry: { ...entry, afterDays: days === '' ? null : days } })}
        />
      )}
      {entry.mode === 'EVENT' && (
        <WholeNumberInput
          label={t('automations.field.perGuestPerDay', { usual: USUAL_GUEST_ENTRIES_PER_DAY })}
          value={entry.perGuestPerDay ?? ''}
          onChange={(most) => {
            const { perGuestPerDay: _, ...others } = entry;
            set({ entry: most === '' ? others : { ...others, perGuestPerDay: most } });
          }}
        />
      )}
      {(['perDay', 'inAll'] as const).map((limit) => (
        <WholeNumberInput
          key={limit}
          label={t(`automations.field.${limit}`)}
          value={entry[limit] ?? ''}
          onChange={(most) => set({ entry: { ...entry, [limit]: most === '' ? null : most } })}
        />
      ))}
    </div>
  );
}

/** Fields of the quiet hours, in which messages of the automation wait. */
export function QuietFields({ document: { quietHours }, set }: RuleProps) {
  const { t } = useTranslation('admin');
  if (quietHours === null)
    return (
      <Button variant="default" onClick={() => set({ quietHours: { from: '21:00', to: '10:00' } })}>
        {t('automations.addQuiet')}
      </Button>
    );
  return (
    <>
      <div className={classes.fields}>
        {(['from', 'to'] as const).map((end) => (
          <ClockField
            key={end}
            label={t(end === 'from' ? 'automations.field.quietFrom' : 'automations.field.quietTo')}
            value={quietHours[end]}
            onChange={(value) => set({ quietHours: { ...quietHours, [end]: value } })}
          />
        ))}
      </div>
      <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
        <Button variant="default" onClick={() => set({ quietHours: null })}>
          {t('automations.noQuiet')}
        </Button>
      </Flex>
    </>
  );
}

/** Fields of an automation's goal: the event that ends a guest's run before its last step and counts as success. */
export function GoalFields({ document: { goal }, set }: RuleProps) {
  const { t } = useTranslation('admin');
  if (goal === null)
    return (
      <Button variant="default" onClick={() => set({ goal: FIRST_EVENT })}>
        {t('automations.addGoal')}
      </Button>
    );
  return (
    <>
      <EventFields match={goal} onChange={(changed) => set({ goal: changed })} />
      <Flex gap={8} wrap="wrap" align="flex-end" mt={12}>
        <Button variant="default" onClick={() => set({ goal: null })}>
          {t('automations.noGoal')}
        </Button>
      </Flex>
    </>
  );
}
