import { Button, Flex, MultiSelect, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RuleGroupType } from 'react-querybuilder';
import type { AutomationStep } from '../../entities/automation/automation.api';
import { campaignName, campaignsQuery } from '../../entities/campaign/campaign.api';
import { couponBatchesQuery } from '../../entities/coupon/coupon.api';
import { templatesOfQuery } from '../../entities/message/template.api';
import { useRewards } from '../../entities/reward/use-rewards';
import { useSegments } from '../../entities/segment/use-segments';
import { decimalText, parseDecimal } from '../../shared/format/decimal';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { withDays, withoutIds } from '../../entities/condition/condition-fields';
import { GuestRule } from '../../entities/condition/guest-rule';
import { MessagePreviewPanel, textsToShow, useMessagePreview } from '../ui/message-preview';
import { type SpendableIn, spendableIn } from '../../entities/program/spendable-in';
import { SpendingPlaces } from '../../entities/program/spending-places';
import { TextFields } from '../ui/text-fields';
import { FIRST_RULE } from './automation-first.rules';
import type { StepNode } from './automation-tree.rules';
import classes from './automations.module.css';
import { EventFields } from './event-fields';
import { bound } from '../../shared/ui/bound';
import { DateField } from '../../shared/ui/dates/date-field';
import { TimeField } from '../../shared/ui/dates/time-field';

const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;
const UNITS = ['MINUTES', 'HOURS', 'DAYS'] as const;
const PERCENT_DECIMALS = 4;

interface StepFieldsProps {
  readonly node: StepNode;
  readonly onChange: (node: StepNode) => void;
}

type Of<Kind extends AutomationStep['kind']> = Extract<AutomationStep, { kind: Kind }>;

function PlacesFields({ step, onChange }: { step: Of<'POINTS'>; onChange: (changed: AutomationStep) => void }) {
  const { spendableIn: places, ...rest } = step;
  const { restaurantIds = [], categories = [] } = places ?? {};
  const set = (chosen: SpendableIn | undefined) =>
    onChange(chosen === undefined ? rest : { ...rest, spendableIn: chosen });
  return (
    <SpendingPlaces
      restaurantIds={restaurantIds}
      categories={categories}
      onRestaurants={(ids) => set(spendableIn(ids, categories))}
      onCategories={(names) => set(spendableIn(restaurantIds, names))}
    />
  );
}

/** Fields of one step. Adding or removing a branch adds or removes its arm in the tree too. */
export function StepFields({ node, onChange }: StepFieldsProps) {
  const { t } = useTranslation('admin');
  const { step } = node;
  const set = (changed: AutomationStep) => onChange({ ...node, step: changed });
  switch (step.kind) {
    case 'WAIT':
      return <TimeFields step={step} label="amount" onChange={set} />;
    case 'WAIT_UNTIL':
      return (
        <div className={classes.fields}>
          <MultiSelect
            label={t('automations.field.weekdays')}
            value={step.weekdays.map(String)}
            onChange={(days) => set({ ...step, weekdays: days.map(Number).sort((a, b) => a - b) })}
            data={WEEKDAYS.map((value) => ({ value, label: t(`program.conditions.weekdays.d${value}`) }))}
          />
          <TimeField label={t('automations.field.at')} value={step.at} onChange={(at) => set({ ...step, at })} />
        </div>
      );
    case 'WAIT_EVENT':
      return (
        <>
          <EventFields match={step.until} onChange={(until) => set({ ...step, until })} />
          <TimeFields step={step} label="atMost" onChange={set} />
        </>
      );
    case 'BRANCH':
      return <BranchFields node={node} step={step} onChange={onChange} />;
    case 'SPLIT':
      return <SplitFields node={node} step={step} onChange={onChange} />;
    case 'POINTS':
      return (
        <div className={classes.fields}>
          <WholeNumberInput
            label={t('automations.field.points')}
            value={step.points === 0 ? '' : step.points}
            onChange={(points) => set({ ...step, points: points === '' ? 0 : points })}
          />
          <WholeNumberInput
            label={t('automations.field.validDays')}
            value={step.validDays ?? ''}
            onChange={(days) => {
              const { endsOn: _, ...rest } = step;
              set({ ...rest, validDays: days === '' ? null : days });
            }}
          />
          <DateField
            label={t('automations.field.endsOn')}
            value={step.endsOn ?? ''}
            onChange={(value) => {
              const { endsOn: _, ...rest } = step;
              set(value === '' ? rest : { ...rest, validDays: null, endsOn: value });
            }}
          />
          <WholeNumberInput
            label={t('automations.field.beginsAfterDays')}
            value={step.beginsAfterDays ?? ''}
            onChange={(days) => {
              const { beginsAfterDays: _, ...rest } = step;
              set(days === '' || days === 0 ? rest : { ...rest, beginsAfterDays: days });
            }}
          />
          <PlacesFields step={step} onChange={set} />
        </div>
      );
    case 'COUPON':
      return <BatchField value={step.batchId} onChange={(batchId) => set({ ...step, batchId })} />;
    case 'REWARD':
      return <RewardField value={step.reward} onChange={(reward) => set({ ...step, reward })} />;
    case 'CAMPAIGN':
      return <CampaignField value={step.campaign} onChange={(campaign) => set({ ...step, campaign })} />;
    case 'MESSAGE':
      return <MessageFields step={step} onChange={set} />;
    case 'LIST':
      return (
        <div className={classes.fields}>
          <NativeSelect
            label={t('automations.field.listAct')}
            {...bound(step.isIn ? 'in' : 'out', (value) => set({ ...step, isIn: value === 'in' }))}
            data={[
              { value: 'in', label: t('automations.listIn') },
              { value: 'out', label: t('automations.listOut') },
            ]}
          />
          <SegmentField onlyLists value={step.segment} onChange={(segment) => set({ ...step, segment })} />
        </div>
      );
    case 'WEBHOOK':
      return (
        <TextInput
          label={t('automations.field.topic')}
          description={t('automations.help.webhook')}
          maxLength={60}
          {...bound(step.topic, (value) => set({ ...step, topic: value }))}
        />
      );
    case 'END':
      return null;
  }
}

interface TimeFieldsProps<Step> {
  readonly step: Step;
  readonly label: 'amount' | 'atMost';
  readonly onChange: (step: Step) => void;
}

function TimeFields<Step extends Of<'WAIT'> | Of<'WAIT_EVENT'>>({ step, label, onChange }: TimeFieldsProps<Step>) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.fields}>
      <WholeNumberInput
        label={t(`automations.field.${label}`)}
        value={step.amount === 0 ? '' : step.amount}
        onChange={(amount) => onChange({ ...step, amount: amount === '' ? 0 : amount })}
      />
      <NativeSelect
        label={t('automations.field.unit')}
        value={step.unit}
        onChange={(change) => onChange({ ...step, unit: change.currentTarget.value as (typeof UNITS)[number] })}
        data={UNITS.map((value) => ({ value, label: t(`automations.unit.${value}`) }))}
      />
    </div>
  );
}

function BranchFields({ node, step, onChange }: StepFieldsProps & { readonly step: Of<'BRANCH'> }) {
  const { t } = useTranslation('admin');
  const { branches } = step;
  // A rule builder ignores a changed `rule`, so each branch keeps the key of its builder when others are added or removed.
  const [keys, setKeys] = useState(() => branches.map((_, index) => index));
  return (
    <>
      {branches.map((branch, index) => (
        <fieldset key={keys[index]} className={classes.group}>
          <legend>{t('automations.field.branch', { number: index + 1 })}</legend>
          <GuestRule
            rule={withDays(branch.condition as RuleGroupType)}
            onChange={(rule) => {
              const changed = { ...branch, condition: withoutIds(rule) as typeof branch.condition };
              if (JSON.stringify(changed) !== JSON.stringify(branch))
                onChange({ ...node, step: { ...step, branches: branches.with(index, changed) } });
            }}
          />
          {branches.length > 1 && (
            <Button
              variant="default"
              onClick={() => {
                setKeys(keys.toSpliced(index, 1));
                onChange({
                  step: { ...step, branches: branches.toSpliced(index, 1) },
                  arms: node.arms.toSpliced(index, 1),
                });
              }}
            >
              {t('automations.removeWay', { number: index + 1 })}
            </Button>
          )}
        </fieldset>
      ))}
      <Button
        variant="default"
        onClick={() => {
          const added = { condition: FIRST_RULE, next: null };
          setKeys([...keys, Math.max(...keys) + 1]);
          onChange({
            step: { ...step, branches: [...branches, added] },
            arms: node.arms.toSpliced(branches.length, 0, []),
          });
        }}
      >
        {t('automations.addWay')}
      </Button>
    </>
  );
}

function SplitFields({ node, step, onChange }: StepFieldsProps & { readonly step: Of<'SPLIT'> }) {
  const { t } = useTranslation('admin');
  const { shares } = step;
  return (
    <div className={classes.fields}>
      {shares.map((share, index) => (
        <Flex key={`${String(index)} of ${String(shares.length)}`} gap={8} wrap="wrap" align="flex-end" mt={12}>
          <TextInput
            label={t('automations.field.share', { number: index + 1 })}
            inputMode="decimal"
            defaultValue={decimalText(share.sharePpm, PERCENT_DECIMALS, '.')}
            onChange={(change) => {
              const sharePpm = parseDecimal(change.currentTarget.value, PERCENT_DECIMALS) ?? 0;
              onChange({ ...node, step: { ...step, shares: shares.with(index, { ...share, sharePpm }) } });
            }}
          />
          {shares.length > 2 && (
            <Button
              variant="default"
              aria-label={t('automations.removeWay', { number: index + 1 })}
              onClick={() =>
                onChange({ step: { ...step, shares: shares.toSpliced(index, 1) }, arms: node.arms.toSpliced(index, 1) })
              }
            >
              ✕
            </Button>
          )}
        </Flex>
      ))}
      <Button
        variant="default"
        className={classes.plain ?? ''}
        onClick={() =>
          onChange({ step: { ...step, shares: [...shares, { sharePpm: 0, next: null }] }, arms: [...node.arms, []] })
        }
      >
        {t('automations.addWay')}
      </Button>
    </div>
  );
}

const NO_TEXT = { subject: '', text: '' };
const NO_ERRORS = { subject: undefined, text: undefined };

/** Fields of a message step: a template or a text written in the step, with a preview. */
function MessageFields({
  step,
  onChange,
}: {
  readonly step: Of<'MESSAGE'>;
  readonly onChange: (step: Of<'MESSAGE'>) => void;
}) {
  const { t } = useTranslation('admin');
  const templates = useQuery(templatesOfQuery('AUTOMATION'));
  const offered = (templates.data ?? []).filter(({ purpose }) => purpose === 'MARKETING');
  const chosen = offered.find(({ id }) => id === step.templateId);
  const own = (language: 'ru' | 'en') => {
    const texts = step.message?.[language];
    return texts === undefined ? NO_TEXT : { subject: texts.title, text: texts.text };
  };
  const texts = textsToShow(
    chosen === undefined
      ? { ru: own('ru'), en: own('en') }
      : { ru: chosen.texts.ru ?? NO_TEXT, en: chosen.texts.en ?? NO_TEXT },
  );
  const preview = useMessagePreview(texts === null ? null : { source: 'AUTOMATION', texts });
  const set = (language: 'ru' | 'en', part: 'title' | 'text', value: string) => {
    const { [language]: before = { title: '', text: '' }, ...others } = step.message ?? {};
    const changed = { ...before, [part]: value };
    const isEmpty = changed.title === '' && changed.text === '';
    onChange({ ...step, templateId: null, message: { ...others, ...(!isEmpty && { [language]: changed }) } });
  };
  return (
    <div className={classes.fields}>
      <NativeSelect
        label={t('automations.field.template')}
        value={step.templateId ?? ''}
        onChange={({ currentTarget: { value } }) =>
          onChange(
            value === '' ? { ...step, templateId: null, message: {} } : { ...step, templateId: value, message: null },
          )
        }
        data={[
          { value: '', label: t('automations.ownText') },
          ...offered.map(({ id, name }) => ({ value: id, label: name })),
          ...(step.templateId === null || chosen !== undefined
            ? []
            : [{ value: step.templateId, label: step.templateId }]),
        ]}
      />
      {step.templateId === null &&
        (['ru', 'en'] as const).map((language) => (
          <div key={language}>
            <TextFields
              source="AUTOMATION"
              labels={{
                subject: t(language === 'ru' ? 'automations.field.titleRu' : 'automations.field.titleEn'),
                text: t(language === 'ru' ? 'automations.field.textRu' : 'automations.field.textEn'),
              }}
              {...own(language)}
              errors={NO_ERRORS}
              maxLength={1_000}
              onSubject={(value) => set(language, 'title', value)}
              onText={(value) => set(language, 'text', value)}
            />
          </div>
        ))}
      {texts !== null && <MessagePreviewPanel preview={preview} />}
    </div>
  );
}

interface CodeFieldProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
}

interface ChoiceProps extends CodeFieldProps {
  readonly label: string;
  readonly description?: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
}

/** Select of a reward, campaign, segment or the like; a chosen value that is no longer offered stays in the list by its code. */
function Choice({ value, onChange, choices, ...field }: ChoiceProps) {
  const { t } = useTranslation('admin');
  const isKnown = value === '' || choices.some((one) => one.value === value);
  return (
    <NativeSelect
      {...field}
      {...bound(value, onChange)}
      data={[
        { value: '', label: t('program.conditions.choose') },
        ...choices,
        ...(isKnown ? [] : [{ value, label: value }]),
      ]}
    />
  );
}

export function SegmentField({ onlyLists = false, ...field }: CodeFieldProps & { readonly onlyLists?: boolean }) {
  const { t } = useTranslation('admin');
  const segments = useSegments();
  const offered = (segments.data ?? []).filter(({ rule }) => !onlyLists || rule === null);
  return (
    <Choice
      {...field}
      label={t(onlyLists ? 'automations.field.list' : 'automations.field.segment')}
      {...(onlyLists && { description: t('automations.help.list') })}
      choices={offered.map(({ code, name }) => ({ value: code, label: name }))}
    />
  );
}

function RewardField(field: CodeFieldProps) {
  const { t } = useTranslation('admin');
  const spoken = useSpoken();
  const rewards = useRewards(false);
  const choices = (rewards.data ?? []).map(({ code, name }) => ({ value: code, label: spoken(name) }));
  return <Choice {...field} label={t('automations.field.reward')} choices={choices} />;
}

function BatchField(field: CodeFieldProps) {
  const { t } = useTranslation('admin');
  const batches = useQuery(couponBatchesQuery(undefined));
  const choices = (batches.data?.items ?? [])
    .filter(({ kind }) => kind === 'SINGLE')
    .map(({ id, name }) => ({ value: id, label: name ?? id }));
  return (
    <Choice
      {...field}
      label={t('automations.field.batch')}
      description={t('automations.help.batch')}
      choices={choices}
    />
  );
}

function CampaignField(field: CodeFieldProps) {
  const { t, language } = useTranslation('admin');
  const campaigns = useQuery(campaignsQuery(null, false, undefined));
  const choices = (campaigns.data?.items ?? [])
    .filter(({ document, state }) => document.join === 'JOINED' && state !== 'ENDED')
    .map(({ code, document }) => ({ value: code, label: campaignName(document, language) }));
  return (
    <Choice
      {...field}
      label={t('automations.field.campaign')}
      description={t('automations.help.campaign')}
      choices={choices}
    />
  );
}
