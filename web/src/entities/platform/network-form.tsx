import { Box, Button, Checkbox, Flex, NativeSelect, Radio, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
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
  type FormStep,
  STEPS,
} from './network-form.rules';
import { countryChoices, currencyChoices, timeZoneChoices } from './places';
import { ownTimeZone } from '../../shared/format/zone';

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
  const [step, setStep] = useState<FormStep>('network');
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
  const at = STEPS.indexOf(step);
  const isLast = at === STEPS.length - 1;
  const paths = STEPS.flatMap((one) => Object.values(FIELDS_OF_STEP[one]));
  // The server's refusal is about the last request; it disappears at the next edit.
  const refusal = changedAfter === error ? null : error;
  const faultySteps = STEPS.filter((one) =>
    Object.values(FIELDS_OF_STEP[one]).some((path) => mistakeAt(refusal, path) !== undefined),
  );

  /** The code follows the name until somebody types it. */
  function change(part: Partial<NetworkDraft>): void {
    const { name, code } = part;
    setChangedAfter(error);
    if (code !== undefined) setCodeTyped(true);
    const followed = name !== undefined && !codeTyped ? { code: codeOfName(name) } : {};
    setDraft((before) => ({ ...before, ...part, ...followed }));
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

  function go(to: FormStep): void {
    setAsked(false);
    setStep(to);
  }

  const fields = { draft, field, mistake, change };
  return (
    <Form w="min(560px, 100%)" onSubmit={submit}>
      <div>
        <Text c="dimmed">{t('form.step', { step: at + 1, of: STEPS.length })}</Text>
        <Box component="h2" mt={4} mb={0} fz={20} fw={650}>
          {t(`form.${step}Title`)}
        </Box>
      </div>
      {step === 'network' && <NetworkFields {...fields} hasCode={hasCode} />}
      {step === 'program' && <ProgramFields {...fields} />}
      {step === 'people' && <PeopleFields {...fields} labels={labels} />}
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

interface FieldsProps {
  readonly draft: NetworkDraft;
  /** Builds the properties of a text input from the name of its field. */
  readonly field: (name: DraftField) => {
    readonly value: string;
    readonly error: string | undefined;
    readonly onChange: (event: { readonly currentTarget: { readonly value: string } }) => void;
  };
  readonly mistake: (name: DraftField) => string | undefined;
  readonly change: (part: Partial<NetworkDraft>) => void;
}

function NetworkFields({ draft, field, mistake, change, hasCode }: FieldsProps & Pick<NetworkFormProps, 'hasCode'>) {
  const { t, language } = useTranslation('owner');
  const choices = useMemo(
    () => ({
      currency: currencyChoices(language),
      country: countryChoices(language),
      timeZone: timeZoneChoices(),
    }),
    [language],
  );
  return (
    <>
      <TextInput label={t('form.name')} description={t('form.nameHelp')} maxLength={200} autoFocus {...field('name')} />
      {hasCode && (
        <TextInput label={t('form.code')} description={t('form.codeHelp')} maxLength={63} {...field('code')} />
      )}
      {(['currency', 'timeZone', 'country'] as const).map((name) => (
        <Select
          key={name}
          label={t(`form.${name}`)}
          {...(name !== 'timeZone' && { description: t(`form.${name}Help`) })}
          searchable
          allowDeselect={false}
          data={choices[name]}
          value={draft[name]}
          error={mistake(name)}
          onChange={(chosen) => change({ [name]: chosen ?? draft[name] })}
        />
      ))}
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
  );
}

function ProgramFields({ draft, field, mistake, change }: FieldsProps) {
  const { t } = useTranslation('owner');
  return (
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
  );
}

function PeopleFields({ field, labels }: FieldsProps & { readonly labels: NetworkFormProps['labels'] }) {
  const { t } = useTranslation('owner');
  return (
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
  );
}
