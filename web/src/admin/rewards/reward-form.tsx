import { Box, Button, Checkbox, NativeSelect, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { RewardBody } from '../../entities/reward/reward.api';
import { tiersQuery } from '../../entities/tier/tier.api';
import { mistakeAt } from '../../shared/api/problem';
import { currencySymbol } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound, switched } from '../../shared/ui/bound';
import { SegmentChoice } from '../../entities/segment/segment-choice';
import { Contents, ContentsPart } from '../ui/contents';
import { NameFields } from '../ui/name-fields';
import { GiftFields } from './gift-fields';
import classes from './reward-form.module.css';
import {
  bodyOf,
  faultsOf,
  MARKED_FIELDS,
  type MarkedField,
  PATH_OF_FIELD,
  PERIODS,
  REWARD_KINDS,
  REWARD_SECTIONS,
  type RewardField,
  type RewardKind,
  type RewardValues,
  sectionOf,
} from './reward-values.rules';
import { DateTimeField } from '../../shared/ui/dates/date-time-field';

interface RewardFormProps {
  readonly values: RewardValues;
  readonly isNew: boolean;
  readonly error: unknown;
  /** The failure of the save, where it is more than the words of the error. */
  readonly problem?: ReactNode;
  /** False: it may not be saved yet. */
  readonly isReady?: boolean;
  readonly isPending: boolean;
  readonly isSaved?: boolean;
  readonly onSet: <Field extends RewardField>(field: Field, value: RewardValues[Field]) => void;
  readonly onSubmit: (body: RewardBody) => void;
}

/** The terms of a reward: name, gift, price, and who may take it when. */
export function RewardForm({
  values,
  isNew,
  error,
  problem,
  isReady = true,
  isPending,
  isSaved,
  onSet: set,
  onSubmit,
}: RewardFormProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const { timeZone } = useNetwork();
  const words = useProblemWords();
  const [asked, setAsked] = useState(false);
  const faults = faultsOf(values, format.currency);

  function faultAt(field: MarkedField): string | undefined {
    const fault = faults[field];
    return asked && fault !== undefined ? t(`rewards.fault.${fault}`) : mistakeAt(error, PATH_OF_FIELD[field]);
  }

  const fields = { values, faultAt, onSet: set };

  function submit(): void {
    setAsked(true);
    if (Object.keys(faults).length > 0) return;
    const stock = values.stock === '' ? {} : { stock: values.stock };
    onSubmit({ ...bodyOf(values, format.currency, timeZone), ...(isNew ? stock : {}) });
  }

  return (
    <Form display="block" onSubmit={submit} aria-label={t('rewards.formLabel')}>
      <div className={classes.columns}>
        <Contents
          sections={REWARD_SECTIONS.map((section) => ({
            id: section,
            title: t(`rewards.section.${section}`),
            hasMistake: MARKED_FIELDS.some((field) => sectionOf(field) === section && faultAt(field) !== undefined),
          }))}
        />
        <Box miw={0}>
          <div className={classes.first}>
            <Section id="what">
              <WhatFields {...fields} />
            </Section>
          </div>
          <ContentsPart id="price">
            <Panel title={t('rewards.section.price')}>
              <div className={classes.fields}>
                <WholeNumberInput {...count('cost', 0)} description={t('rewards.help.cost')} />
                {isNew && <WholeNumberInput {...count('stock', 0)} description={t('rewards.help.stock')} />}
                <TextInput
                  {...text('minimumOrder')}
                  description={t('rewards.help.minimumOrder')}
                  inputMode="decimal"
                  rightSection={symbol}
                />
                <WholeNumberInput {...count('usableDays', 1)} description={t('rewards.help.usableDays')} max={3_660} />
                <DateTimeField {...moment('validFrom')} description={t('rewards.help.validFrom')} />
                <DateTimeField {...moment('earlyFrom')} description={t('rewards.help.earlyFrom')} />
                <DateTimeField {...moment('validUntil')} description={t('rewards.help.validUntil')} />
              </div>
            </Panel>
          </ContentsPart>
          <ContentsPart id="who">
            <Panel title={t('rewards.section.who')}>
              <div className={classes.fields}>
                <TierChoice chosen={values.tiers} error={faultAt('tiers')} onChange={(tiers) => set('tiers', tiers)} />
                <Checkbox
                  size="md"
                  className={classes.tiers ?? ''}
                  label={t('rewards.field.exclusive')}
                  description={t('rewards.help.exclusive')}
                  {...switched(values.exclusive, (isOn) => set('exclusive', isOn))}
                />
                <SegmentChoice
                  label={t('rewards.field.segments')}
                  description={t('rewards.help.segments')}
                  className={classes.tiers}
                  chosen={values.segments}
                  onChange={(segments) => set('segments', segments)}
                  error={faultAt('segments')}
                />
                <WholeNumberInput {...count('perGuest', 1)} description={t('rewards.help.perGuest')} />
                <Stack gap={8}>
                  <WholeNumberInput {...count('perPeriod', 1)} description={t('rewards.help.perPeriod')} />
                  <PeriodChoice chosen={values.period} onChange={(period) => set('period', period)} />
                </Stack>
              </div>
            </Panel>
          </ContentsPart>
          <div className={classes.foot}>
            {problem ?? (error !== null && <ProblemNotice words={words(error, Object.values(PATH_OF_FIELD))} />)}
            {asked && Object.keys(faults).length > 0 && (
              <Text c="var(--bad)" fw={600} role="alert">
                {t('rewards.mend')}
              </Text>
            )}
            <Button type="submit" disabled={!isReady} loading={isPending}>
              {isNew ? t('rewards.submitNew') : t('rewards.submit')}
            </Button>
            {isSaved === true && <span role="status">{t('rewards.saved')}</span>}
          </div>
        </Box>
      </div>
    </Form>
  );
}

type Period = RewardValues['period'];

interface PeriodChoiceProps {
  readonly chosen: Period;
  readonly onChange: (period: Period) => void;
}

/** The period that a limit for each guest counts. */
function PeriodChoice({ chosen, onChange }: PeriodChoiceProps) {
  const { t } = useTranslation('admin');
  return (
    <SegmentedControl
      size="md"
      aria-label={t('rewards.field.period')}
      value={chosen}
      onChange={onChange}
      data={PERIODS.map((value) => ({ value, label: t(`rewards.period.${value}`) }))}
    />
  );
}

interface TierChoiceProps {
  readonly chosen: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (codes: string[]) => void;
}

/** Eligible tiers; all until one is chosen. Without a programme there are no tiers to choose. */
function TierChoice({ chosen, error, onChange }: TierChoiceProps) {
  const { t } = useTranslation('admin');
  const tiers = useQuery(tiersQuery);
  const codes = new Set([...(tiers.data?.items.map(({ code }) => code) ?? []), ...chosen]);
  if (codes.size === 0) return null;
  return (
    <Checkbox.Group
      size="md"
      className={classes.tiers ?? ''}
      label={t('rewards.field.tiers')}
      description={t('rewards.help.tiers')}
      value={[...chosen]}
      error={error}
      onChange={onChange}
    >
      <div className={classes.tierList}>
        {[...codes].map((code) => (
          <Checkbox key={code} value={code} label={code} size="md" />
        ))}
      </div>
    </Checkbox.Group>
  );
}
