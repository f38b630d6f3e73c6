import { Box, Button, Checkbox, Flex, NativeSelect, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useMemo, useState } from 'react';
import { mistakeAt } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import {
  codeOfName,
  type DraftField,
  faultOf,
  FIELDS_OF_STEP,
  type NetworkDraft,
  PRESETS,
  SCALES,
  type Step,
  STEPS,
} from './network-form.rules';
import { countryChoices, currencyChoices, ownTimeZone, timeZoneChoices } from './places';

const LANGUAGES = ['ru', 'en'] as const;

interface NetworkFormProps {
  /** Whether the code of the network is chosen; else the server makes one. */
  readonly hasCode: boolean;
  readonly submitLabel: string;
  readonly labels?: { readonly managerName: string; readonly managerEmail: string; readonly managerEmailHelp: string };
  readonly isPending: boolean;
  readonly error: unknown;
  readonly onSubmit: (draft: NetworkDraft) => void;
}

/** A new network in three steps: what it is, its programme, its first restaurant and manager. Typed text stays. */
export function NetworkForm({ hasCode, submitLabel, labels, isPending, error, onSubmit }: NetworkFormProps) {
  const { t, language } = useTranslation('owner');
  const [step, setStep] = useState<Step>('network');
  const [asked, setAsked] = useState(false);
  const [changedAfter, setChangedAfter] = useState<unknown>(null);
  const [codeTyped, setCodeTyped] = useState(false);
  const [draft, setDraft] = useState<NetworkDraft>(() => ({
    name: '',
    code: '',
    personalDataConsent: true,
    currency: language === 'ru' ? 'RUB' : 'EUR',
    timeZone: ownTimeZone(),
    country: language === 'ru' ? 'RU' : 'DE',
    language: language === 'ru' ? 'ru' : 'en',
    preset: 'hybrid-5',
    scale: '1/1',
    managerName: '',
    managerEmail: '',
    restaurant: '',
    till: t('form.tillDefault'),
  }));
  const [currencies, countries, zones] = useMemo(
    () => [currencyChoices(language), countryChoices(language), timeZoneChoices()],
    [language],
  );
  const at = STEPS.indexOf(step);
  const isLast = at === STEPS.length - 1;
  const paths = STEPS.flatMap((one) => Object.values(FIELDS_OF_STEP[one]));
  // The server's refusal is about the last request; it disappears at the next edit.
  const refusal = changedAfter === error ? null : error;
  const faultySteps = STEPS.filter((one) =>
    Object.values(FIELDS_OF_STEP[one]).some((path) => mistakeAt(refusal, path) !== undefined),
  );

  function change(part: Partial<NetworkDraft>): void {
    setChangedAfter(error);
    setDraft((before) => ({ ...before, ...part }));
  }

  function mistake(field: DraftField): string | undefined {
    const fault = asked ? faultOf(draft, field, hasCode) : null;
    return fault === null ? mistakeAt(refusal, FIELDS_OF_STEP[step][field] ?? field) : t(`form.${fault}`);
  }

  function field(name: DraftField) {
    return {
      value: draft[name],
      error: mistake(name),
      onChange: (event: { readonly currentTarget: { readonly value: string } }) =>
        change({ [name]: event.currentTarget.value }),
    };
  }

  function submit(): void {
    setAsked(true);
    const fields = Object.keys(FIELDS_OF_STEP[step]) as DraftField[];
    if (fields.some((one) => faultOf(draft, one, hasCode) !== null)) return;
    if (isLast) onSubmit(draft);
    else go(STEPS[at + 1] ?? step);
  }

  function go(to: Step): void {
    setAsked(false);
    setStep(to);
  }

  const pages: Readonly<Record<Step, ReactNode>> = {
    network: (
      <>
        <TextInput
          label={t('form.name')}
          description={t('form.nameHelp')}
          maxLength={200}
          autoFocus
          {...field('name')}
          onChange={({ currentTarget: { value: name } }) =>
            change({ name, ...(!codeTyped && { code: codeOfName(name) }) })
          }
        />
        {hasCode && (
          <TextInput
            label={t('form.code')}
            description={t('form.codeHelp')}
            maxLength={63}
            {...field('code')}
            onChange={({ currentTarget: { value: code } }) => {
              setCodeTyped(true);
              change({ code });
            }}
          />
        )}
        <Select
          label={t('form.currency')}
          description={t('form.currencyHelp')}
          searchable
          allowDeselect={false}
          data={currencies}
          value={draft.currency}
          error={mistake('currency')}
          onChange={(currency) => change({ currency: currency ?? draft.currency })}
        />
        <Select
          label={t('form.timeZone')}
          searchable
          allowDeselect={false}
          data={zones}
          value={draft.timeZone}
          error={mistake('timeZone')}
          onChange={(timeZone) => change({ timeZone: timeZone ?? draft.timeZone })}
        />
        <Select
          label={t('form.country')}
          description={t('form.countryHelp')}
          searchable
          allowDeselect={false}
          data={countries}
          value={draft.country}
          error={mistake('country')}
          onChange={(country) => change({ country: country ?? draft.country })}
        />
        <NativeSelect
          label={t('form.language')}
          data={LANGUAGES.map((value) => ({ value, label: t(`form.languages.${value}`) }))}
          {...field('language')}
        />
        <Checkbox
          label={t('form.consent')}
          description={t('form.consentHelp')}
          checked={draft.personalDataConsent}
          onChange={({ currentTarget: { checked } }) => change({ personalDataConsent: checked })}
        />
      </>
    ),
    program: (
      <>
        <Radio.Group
          label={t('form.preset')}
          description={t('form.presetHelp')}
          value={draft.preset}
          error={mistake('preset')}
          onChange={(preset) => change({ preset })}
        >
          <Stack gap={16} mt={12}>
            {PRESETS.map((preset) => (
              <Radio
                key={preset}
                value={preset}
                label={t(`form.presets.${preset}`)}
                description={t(`form.presetAbout.${preset}`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        <NativeSelect
          label={t('form.scale')}
          description={t('form.scaleHelp')}
          data={SCALES.map((value) => ({ value, label: t(`form.scales.${value}`) }))}
          {...field('scale')}
        />
      </>
    ),
    people: (
      <>
        <TextInput label={t('form.restaurant')} maxLength={200} autoFocus {...field('restaurant')} />
        <TextInput label={t('form.till')} maxLength={200} {...field('till')} />
        <TextInput
          label={labels?.managerName ?? t('form.managerName')}
          maxLength={200}
          autoComplete="off"
          {...field('managerName')}
        />
        <TextInput
          label={labels?.managerEmail ?? t('form.managerEmail')}
          description={labels?.managerEmailHelp ?? t('form.managerEmailHelp')}
          type="email"
          maxLength={320}
          autoComplete="off"
          {...field('managerEmail')}
        />
      </>
    ),
  };

  return (
    <Form w="min(560px, 100%)" onSubmit={submit}>
      <div>
        <Text c="dimmed">{t('form.step', { step: at + 1, of: STEPS.length })}</Text>
        <Box component="h2" mt={4} mb={0} fz={20} fw={650}>
          {t(`form.${step}Title`)}
        </Box>
      </div>
      {pages[step]}
      <FailureNotice error={refusal} marked={paths} />
      {faultySteps
        .filter((one) => one !== step)
        .map((one) => (
          <Button key={one} variant="default" onClick={() => go(one)}>
            {t('form.step', { step: STEPS.indexOf(one) + 1, of: STEPS.length })}
          </Button>
        ))}
      <Flex gap={8} wrap="wrap">
        {at > 0 && (
          <Button variant="default" onClick={() => go(STEPS[at - 1] ?? step)}>
            {t('form.back')}
          </Button>
        )}
        <Button type="submit" loading={isPending}>
          {isLast ? submitLabel : t('form.next')}
        </Button>
      </Flex>
    </Form>
  );
}
