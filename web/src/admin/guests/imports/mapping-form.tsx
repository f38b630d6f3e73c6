import { Button, Checkbox, Flex, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GuestFileMapping, GuestFileWithRows } from '../../../entities/guest-file/guest-file.api';
import { inForceQuery } from '../../../entities/program/program.api';
import { CONSENT_BASES } from '../../../entities/guest/guest.api';
import { ask } from '../../../shared/api/calls';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { todayIn } from '../../../shared/format/zone';
import { useNetwork } from '../../../shared/network/network';
import { bound } from '../../../shared/ui/bound';
import { FIELDS, type GuestFileField } from './fields';
import { FirstRows } from '../../../entities/guest-file/first-rows';
import classes from '../../../entities/guest-file/uploads.module.css';
import { DateField } from '../../../shared/ui/dates/date-field';

const TIER_ENDS = ['PROGRAM', 'FOREVER'] as const;
const ENDED_WAYS = ['LEAVE_OUT', 'PROGRAM'] as const;
const DATE_FORMATS = ['ISO', 'DOTTED', 'DAY_FIRST', 'MONTH_FIRST'] as const;

interface MappingFormProps {
  readonly file: GuestFileWithRows;
  readonly mapping: GuestFileMapping;
  readonly isPending: boolean;
  readonly onCheck: (mapping: GuestFileMapping) => void;
}

/** Which column of the file is which field of a guest, each with its first value. */
export function MappingForm({
  file: { status, header, samples, source: recognised, sources, tierNames },
  mapping: first,
  isPending,
  onCheck,
}: MappingFormProps) {
  const { t } = useTranslation('admin');
  const [mapping, setMapping] = useState(first);
  const [source, setSource] = useState<string>(recognised ?? '');
  const { columns } = mapping;
  const namesGuest = columns.phone !== undefined || columns.externalId !== undefined || columns.cards !== undefined;
  const names = [...new Set(header)].filter((name) => name !== '');
  const sampleOf = (name: string | undefined) =>
    name === undefined
      ? undefined
      : samples.map((cells) => cells[header.indexOf(name)] ?? '').find((cell) => cell !== '');

  const fields = new Map(FIELDS.map((field) => [columns[field], field]));
  const fieldOf = (name: string) => {
    const field = fields.get(name);
    return field === undefined ? undefined : t(`guestFiles.fields.${field}`);
  };

  // A member without a value is not sent.
  const set = (part: Part) => setMapping({ ...mapping, ...part } as GuestFileMapping);
  const parts = { mapping, set };

  function choose(field: GuestFileField, name: string): void {
    const { [field]: _, ...others } = columns;
    setMapping({ ...mapping, columns: name === '' ? others : { ...others, [field]: name } });
  }

  return (
    <Flex
      component="form"
      direction="column"
      gap={16}
      onSubmit={(event) => {
        event.preventDefault();
        onCheck(mapping);
      }}
    >
      <NativeSelect
        label={t('guestFiles.source')}
        description={t(recognised === null ? 'guestFiles.sourceHelp' : 'guestFiles.sourceRecognised')}
        value={source}
        data={[
          { value: '', label: t('guestFiles.sources.OTHER') },
          ...sources.map((one) => ({ value: one.source, label: t(`guestFiles.sources.${one.source}`) })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          setSource(value);
          const chosen = sources.find((one) => one.source === value);
          if (chosen !== undefined) setMapping({ ...mapping, columns: chosen.columns });
        }}
      />
      <FirstRows header={header} samples={samples} fieldOf={fieldOf} />
      <div className={classes.columns}>
        {FIELDS.map((field) => (
          <NativeSelect
            key={field}
            label={t(`guestFiles.fields.${field}`)}
            description={sampleOf(columns[field])}
            {...bound(columns[field] ?? '', (text) => choose(field, text))}
            data={[{ value: '', label: t('guestFiles.notRead') }, ...names]}
          />
        ))}
      </div>
      <WrittenFields {...parts} />
      {columns.tier !== undefined && <TierEndFields {...parts} />}
      {(columns.points !== undefined || columns.lots !== undefined) && <PointsFields {...parts} />}
      <ConsentFields {...parts} />
      {columns.tier !== undefined && <TierFields {...parts} tierNames={tierNames} />}
      {!namesGuest && <p role="alert">{t('guestFiles.guestOpen')}</p>}
      <Button
        className={classes.button ?? ''}
        type="submit"
        variant={status === 'CHECKED' ? 'default' : 'filled'}
        loading={isPending}
        disabled={!namesGuest || mapping.dateFormat === null}
      >
        {status === 'CHECKED' ? t('guestFiles.checkAgain') : t('guestFiles.check')}
      </Button>
    </Flex>
  );
}

/** Members of a mapping with their new values; undefined removes a member. */
type Part = { readonly [Member in keyof GuestFileMapping]?: GuestFileMapping[Member] | undefined };

interface PartProps {
  readonly mapping: GuestFileMapping;
  readonly set: (part: Part) => void;
}

/** How the file writes dates and sums. */
function WrittenFields({ mapping: { dateFormat, money }, set }: PartProps) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.columns}>
      <NativeSelect
        label={t('guestFiles.dates')}
        value={dateFormat ?? ''}
        error={dateFormat === null ? t('guestFiles.datesOpen') : null}
        data={[
          ...(dateFormat === null ? [{ value: '', label: t('guestFiles.choose') }] : []),
          ...DATE_FORMATS.map((value) => ({ value, label: t(`guestFiles.dateFormats.${value}`) })),
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          set({ dateFormat: DATE_FORMATS.find((one) => one === value) ?? null });
        }}
      />
      <NativeSelect
        label={t('guestFiles.sums')}
        value={money.unit === 'MINOR' ? 'MINOR' : money.decimalMark}
        data={[
          { value: '.', label: '1234.50' },
          { value: ',', label: '1234,50' },
          { value: 'MINOR', label: t('guestFiles.minor') },
        ]}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const decimalMark = value === ',' ? ',' : '.';
          set({ money: { unit: value === 'MINOR' ? 'MINOR' : 'MAJOR', decimalMark } });
        }}
      />
    </div>
  );
}

/** The date or period until which a guest keeps the tier from the file. */
function TierEndFields({ mapping: { tierEnd: end }, set }: PartProps) {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const tierEnd = end === undefined ? 'ASK' : (TIER_ENDS.find((one) => one === end) ?? 'UNTIL');
  return (
    <div className={classes.columns}>
      <NativeSelect
        label={t('guestFiles.tierEnd')}
        description={t('guestFiles.tierEndHelp')}
        value={tierEnd}
        data={(['ASK', ...TIER_ENDS, 'UNTIL'] as const).map((value) => ({
          value,
          label: t(`guestFiles.tierEnds.${value}`),
        }))}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const kept = TIER_ENDS.find((one) => one === value);
          set({ tierEnd: value === 'UNTIL' ? todayIn(timeZone) : kept });
        }}
      />
      {tierEnd === 'UNTIL' && (
        <DateField
          label={t('guestFiles.tierUntilDay')}
          value={end ?? ''}
          onChange={(day) => set({ tierEnd: day })}
          required
        />
      )}
    </div>
  );
}

/** How the import treats expired points and fractions. */
function PointsFields({ mapping: { endedPoints, roundPointsDown }, set }: PartProps) {
  const { t } = useTranslation('admin');
  return (
    <div className={classes.columns}>
      <NativeSelect
        label={t('guestFiles.endedPoints')}
        value={endedPoints ?? 'ASK'}
        data={(['ASK', ...ENDED_WAYS] as const).map((value) => ({
          value,
          label: t(`guestFiles.endedWays.${value}`),
        }))}
        onChange={(event) => {
          const { value } = event.currentTarget;
          set({ endedPoints: ENDED_WAYS.find((one) => one === value) });
        }}
      />
      <Checkbox
        label={t('guestFiles.roundPointsDown')}
        checked={roundPointsDown === true}
        onChange={(event) => set({ roundPointsDown: event.currentTarget.checked })}
      />
    </div>
  );
}

/** The consent that the file proves, and the basis for guests without one where the network asks for a consent. */
function ConsentFields({ mapping: { columns, consentKind, consentBasis }, set }: PartProps) {
  const { t, language } = useTranslation('admin');
  const terms = useQuery(ask('/api/guests/registration-terms', {}, { by: language }));
  const isConsentAsked = (terms.data?.consents ?? []).some(({ required }) => required);
  return (
    <>
      {columns.consent !== undefined && (
        <TextInput
          label={t('guestFiles.consentKind')}
          description={t('guestFiles.consentKindHelp')}
          {...bound(consentKind, (value) => set({ consentKind: value }))}
          maxLength={50}
          required
        />
      )}
      {isConsentAsked && (
        <NativeSelect
          label={t('guestFiles.consentBasis')}
          description={t('guestFiles.consentBasisHelp')}
          value={consentBasis ?? ''}
          data={[
            { value: '', label: t('guestFiles.consentBasisNone') },
            ...CONSENT_BASES.map((one) => ({ value: one, label: t(`consentBasis.${one}`) })),
          ]}
          onChange={({ currentTarget: { value } }) => set({ consentBasis: CONSENT_BASES.find((one) => one === value) })}
        />
      )}
    </>
  );
}

/** The tier of the programme for each name of a tier in the file. */
function TierFields({ mapping: { tiers }, set, tierNames }: PartProps & Pick<GuestFileWithRows, 'tierNames'>) {
  const { t } = useTranslation('admin');
  const program = useQuery(inForceQuery);
  const codes = (program.data?.document.tiers ?? []).map(({ code }) => code);
  const names = [...new Set([...Object.keys(tiers), ...tierNames])];
  if (names.length === 0) return null;
  return (
    <>
      <Text c="dimmed">{t('guestFiles.tiersHelp')}</Text>
      <div className={classes.columns}>
        {names.map((name) => (
          <NativeSelect
            key={name}
            label={name}
            value={tiers[name] ?? ''}
            data={[{ value: '', label: t('guestFiles.choose') }, ...codes]}
            onChange={(event) => {
              const { [name]: _, ...others } = tiers;
              const { value } = event.currentTarget;
              set({ tiers: value === '' ? others : { ...others, [name]: value } });
            }}
          />
        ))}
      </div>
    </>
  );
}
