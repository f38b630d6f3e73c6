import { Checkbox, NativeSelect, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { GuestFileMapping, GuestFileWithRows } from '../../../entities/guest-file/guest-file.api';
import { inForceQuery } from '../../../entities/program/program.api';
import { CONSENT_BASES } from '../../../entities/guest/guest.api';
import { actOf, ask } from '../../../shared/api/calls';
import { useChange } from '../../../shared/api/use-change';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { todayIn } from '../../../shared/format/zone';
import { useNetwork } from '../../../shared/network/network';
import { bound, switched } from '../../../shared/ui/bound';
import { FIELDS, type GuestFileField } from './fields';
import { ColumnsForm } from '../../../entities/guest-file/columns-form';
import { DatesField, SumsField } from '../../../entities/guest-file/written-fields';
import classes from '../../../entities/guest-file/uploads.module.css';
import { DateField } from '../../../shared/ui/dates/date-field';

const TIER_ENDS = ['PROGRAM', 'FOREVER'] as const;
const ENDED_WAYS = ['LEAVE_OUT', 'PROGRAM'] as const;

interface MappingFormProps {
  readonly file: GuestFileWithRows;
  readonly mapping: GuestFileMapping;
  readonly onChecked: () => Promise<void>;
}

/** Which column of the file is which field of a guest, each with its first value. */
export function MappingForm({ file, mapping: first, onChecked }: MappingFormProps) {
  const { source: recognised, sources, tierNames } = file;
  const { t } = useTranslation('admin');
  const [mapping, setMapping] = useState(first);
  const [source, setSource] = useState<string>(recognised ?? '');
  const check = useChange(actOf('POST', '/api/imports/guests/{id}/check', { id: file.id }), onChecked);
  const { columns, dateFormat, money } = mapping;
  const namesGuest = columns.phone !== undefined || columns.externalId !== undefined || columns.cards !== undefined;
  // A member without a value is not sent.
  const set = (part: Part) => setMapping({ ...mapping, ...part } as GuestFileMapping);
  const parts = { mapping, set };

  function chooseSource(value: string): void {
    setSource(value);
    const chosen = sources.find((one) => one.source === value);
    if (chosen !== undefined) set({ columns: chosen.columns });
  }

  return (
    <ColumnsForm<GuestFileField>
      file={file}
      fields={FIELDS}
      labelOf={(field) => t(`guestFiles.fields.${field}`)}
      columns={columns}
      onChoose={(chosen) => set({ columns: chosen })}
      isWhole={namesGuest && dateFormat !== null}
      check={check}
      onCheck={() => check.mutate({ mapping })}
      above={
        <NativeSelect
          label={t('guestFiles.source')}
          description={t(recognised === null ? 'guestFiles.sourceHelp' : 'guestFiles.sourceRecognised')}
          {...bound(source, chooseSource)}
          data={[
            { value: '', label: t('guestFiles.sources.OTHER') },
            ...sources.map((one) => ({ value: one.source, label: t(`guestFiles.sources.${one.source}`) })),
          ]}
        />
      }
    >
      <div className={classes.columns}>
        <DatesField value={dateFormat} onChange={(chosen) => set({ dateFormat: chosen })} />
        <SumsField value={money} onChange={(chosen) => set({ money: chosen })} />
      </div>
      {columns.tier !== undefined && <TierEndFields {...parts} />}
      {(columns.points !== undefined || columns.lots !== undefined) && <PointsFields {...parts} />}
      <ConsentFields {...parts} />
      {columns.tier !== undefined && <TierFields {...parts} tierNames={tierNames} />}
      {!namesGuest && <p role="alert">{t('guestFiles.guestOpen')}</p>}
    </ColumnsForm>
  );
}

/** Members of a mapping with their new values; undefined removes a member. */
type Part = { readonly [Member in keyof GuestFileMapping]?: GuestFileMapping[Member] | undefined };

interface PartProps {
  readonly mapping: GuestFileMapping;
  readonly set: (part: Part) => void;
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
        {...bound(tierEnd, (value) =>
          set({ tierEnd: value === 'UNTIL' ? todayIn(timeZone) : TIER_ENDS.find((one) => one === value) }),
        )}
        data={(['ASK', ...TIER_ENDS, 'UNTIL'] as const).map((value) => ({
          value,
          label: t(`guestFiles.tierEnds.${value}`),
        }))}
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
        {...bound(endedPoints ?? 'ASK', (value) => set({ endedPoints: ENDED_WAYS.find((one) => one === value) }))}
        data={(['ASK', ...ENDED_WAYS] as const).map((value) => ({
          value,
          label: t(`guestFiles.endedWays.${value}`),
        }))}
      />
      <Checkbox
        label={t('guestFiles.roundPointsDown')}
        {...switched(roundPointsDown === true, (isOn) => set({ roundPointsDown: isOn }))}
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
          {...bound(consentBasis ?? '', (value) => set({ consentBasis: CONSENT_BASES.find((one) => one === value) }))}
          data={[
            { value: '', label: t('guestFiles.consentBasisNone') },
            ...CONSENT_BASES.map((one) => ({ value: one, label: t(`consentBasis.${one}`) })),
          ]}
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
            data={[{ value: '', label: t('guestFiles.choose') }, ...codes]}
            {...bound(tiers[name] ?? '', (value) => {
              const { [name]: _, ...others } = tiers;
              set({ tiers: value === '' ? others : { ...others, [name]: value } });
            })}
          />
        ))}
      </div>
    </>
  );
}
