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
          <Section id="price">
            <PriceFields {...fields} isNew={isNew} />
          </Section>
          <Section id="who">
            <WhoFields {...fields} />
          </Section>
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

interface SectionProps {
  readonly id: (typeof REWARD_SECTIONS)[number];
  readonly children: ReactNode;
}

function Section({ id, children }: SectionProps) {
  const { t } = useTranslation('admin');
  return (
    <ContentsPart id={id}>
      <Panel title={t(`rewards.section.${id}`)}>
        <div className={classes.fields}>{children}</div>
      </Panel>
    </ContentsPart>
  );
}

interface FieldsProps {
  readonly values: RewardValues;
  readonly faultAt: (field: MarkedField) => string | undefined;
  readonly onSet: RewardFormProps['onSet'];
}

/** Builds the properties of an input from the name of its field. */
function useInputs({ values, faultAt, onSet }: FieldsProps) {
  const { t } = useTranslation('admin');
  return {
    text: (field: 'code' | 'descriptionRu' | 'descriptionEn' | 'minimumOrder') => ({
      label: t(`rewards.field.${field}`),
      error: faultAt(field),
      ...bound(values[field], (typed) => onSet(field, typed)),
    }),
    moment: (field: 'validFrom' | 'validUntil' | 'earlyFrom') => ({
      label: t(`rewards.field.${field}`),
      description: t(`rewards.help.${field}`),
      value: values[field],
      error: faultAt(field),
      onChange: (value: string) => onSet(field, value),
    }),
    count: (field: 'cost' | 'stock' | 'usableDays' | 'perGuest' | 'perPeriod', min: number) => ({
      label: t(`rewards.field.${field}`),
      min,
      max: 1_000_000_000,
      value: values[field],
      error: faultAt(field),
      onChange: (value: number | '') => onSet(field, value),
    }),
  };
}

function useSymbol(): string {
  const { currency, locale } = useFormat();
  return currencySymbol(currency, locale);
}

function WhatFields(props: FieldsProps) {
  const { values, faultAt, onSet: set } = props;
  const { t } = useTranslation('admin');
  const { text } = useInputs(props);
  const symbol = useSymbol();
  return (
    <>
      <NameFields
        ru={values.nameRu}
        en={values.nameEn}
        errors={{ ru: faultAt('nameRu'), en: faultAt('nameEn') }}
        onChange={({ ru, en }) => {
          if (ru !== undefined) set('nameRu', ru);
          if (en !== undefined) set('nameEn', en);
        }}
      />
      <Textarea {...text('descriptionRu')} autosize minRows={2} maxLength={2_000} />
      <Textarea {...text('descriptionEn')} autosize minRows={2} maxLength={2_000} />
      <NativeSelect
        label={t('rewards.field.kind')}
        value={values.kind}
        onChange={(event) => set('kind', event.currentTarget.value as RewardKind)}
        data={REWARD_KINDS.map((value) => ({ value, label: t(`rewards.kind.${value}`) }))}
      />
      <TextInput {...text('code')} description={t('rewards.help.code')} maxLength={50} />
      <p className={classes.kindHelp}>{t(`rewards.kindHelp.${values.kind}`)}</p>
      <GiftFields values={values} symbol={symbol} faultAt={faultAt} onSet={set} />
    </>
  );
}

function PriceFields({ isNew, ...props }: FieldsProps & { readonly isNew: boolean }) {
  const { t } = useTranslation('admin');
  const { text, moment, count } = useInputs(props);
  const symbol = useSymbol();
  return (
    <>
      <WholeNumberInput {...count('cost', 0)} description={t('rewards.help.cost')} />
      {isNew && <WholeNumberInput {...count('stock', 0)} description={t('rewards.help.stock')} />}
      <TextInput
        {...text('minimumOrder')}
        description={t('rewards.help.minimumOrder')}
        inputMode="decimal"
        rightSection={symbol}
      />
      <WholeNumberInput {...count('usableDays', 1)} description={t('rewards.help.usableDays')} max={3_660} />
      <DateTimeField {...moment('validFrom')} />
      <DateTimeField {...moment('earlyFrom')} />
      <DateTimeField {...moment('validUntil')} />
    </>
  );
}

function WhoFields(props: FieldsProps) {
  const { values, faultAt, onSet: set } = props;
  const { t } = useTranslation('admin');
  const { count } = useInputs(props);
  return (
    <>
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
        <SegmentedControl
          size="md"
          aria-label={t('rewards.field.period')}
          value={values.period}
          onChange={(value) => set('period', value)}
          data={PERIODS.map((value) => ({ value, label: t(`rewards.period.${value}`) }))}
        />
      </Stack>
    </>
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
