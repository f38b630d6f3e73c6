import { Button, Checkbox, Flex, NativeSelect, Stack, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { IikoDirectory, IikoMirror, IikoOptions } from '../../../entities/integration/connection.api';
import { tiersQuery } from '../../../entities/tier/tier.api';
import { mistakeAt } from '../../../shared/api/problem';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { bound, switched } from '../../../shared/ui/bound';
import classes from '../integrations.module.css';
import { useReasonWords } from './use-reason-words';
import type { ReadDirectory } from './kind-form';

interface IikoOptionsProps {
  readonly options: IikoOptions;
  /** Lists of iiko to choose from; undefined: not read yet, so ids are typed. */
  readonly directory: IikoDirectory | undefined;
  readonly error: unknown;
  readonly onChange: (options: IikoOptions) => void;
}

/** The options of a connection to iiko. */
export function IikoOptionFields({ options, directory, error, onChange }: IikoOptionsProps) {
  const { t } = useTranslation('admin');
  const put = (members: Partial<IikoOptions>) => onChange({ ...options, ...members });
  const mirror = options.mirror ?? null;
  const chosen = options.outsideOrderTypes ?? [];
  // One that iiko does not name any more can still be taken out.
  const named = directory?.orderTypes.filter(({ isOutside }) => !isOutside) ?? [];
  const orderTypes = [
    ...named,
    ...chosen.filter((id) => named.every((type) => type.id !== id)).map((id) => ({ id, name: id })),
  ];
  return (
    <>
      <Switch
        size="md"
        label={t('integrations.plugin')}
        description={t('integrations.pluginHelp')}
        {...switched(options.plugin ?? false, (plugin) => put({ plugin }))}
      />
      <TextInput
        label={t('integrations.timeZone')}
        description={t('integrations.timeZoneHelp')}
        maxLength={64}
        value={options.timeZone ?? ''}
        error={mistakeAt(error, 'options.timeZone')}
        onChange={({ currentTarget: { value } }) => put({ timeZone: value === '' ? null : value })}
      />
      <Chosen
        label={t('integrations.pointsPaymentType')}
        help={t('integrations.pointsPaymentTypeHelp')}
        value={options.pointsPaymentTypeId ?? ''}
        choices={directory?.paymentTypes}
        none={t('integrations.noPaymentType')}
        onChange={(value) => put({ pointsPaymentTypeId: value === '' ? null : value })}
      />
      {orderTypes.length > 0 && (
        <Flex component="fieldset" direction="column" gap={12} m={0} p={0} bd="0">
          <legend>{t('integrations.outsideOrderTypes')}</legend>
          <p className={classes.soft}>{t('integrations.outsideOrderTypesHelp')}</p>
          {orderTypes.map(({ id, name }) => (
            <Checkbox
              key={id}
              size="md"
              label={name}
              {...switched(chosen.includes(id), (checked) =>
                put({ outsideOrderTypes: checked ? [...chosen, id] : chosen.filter((one) => one !== id) }),
              )}
            />
          ))}
        </Flex>
      )}
      <Switch
        size="md"
        label={t('integrations.mirrorOn')}
        description={t('integrations.mirrorHelp')}
        {...switched(mirror !== null, (checked) =>
          put({ mirror: checked ? { organizationId: firstOrganization(directory), programId: '' } : null }),
        )}
      />
      {mirror !== null && (
        <MirrorFields
          mirror={mirror}
          directory={directory}
          error={error}
          onChange={(changed) => put({ mirror: changed })}
        />
      )}
    </>
  );
}

/** Whether the mirror lacks a required option. */
export function lacksMirror({ mirror }: IikoOptions): boolean {
  return mirror != null && (mirror.organizationId === '' || mirror.programId === '');
}

function firstOrganization(directory: IikoDirectory | undefined): string {
  return directory?.places[0]?.organization ?? '';
}

interface MirrorFieldsProps {
  readonly mirror: IikoMirror;
  readonly directory: IikoDirectory | undefined;
  readonly error: unknown;
  readonly onChange: (mirror: IikoMirror) => void;
}

function MirrorFields({ mirror, directory, error, onChange }: MirrorFieldsProps) {
  const { t } = useTranslation('admin');
  const tiers = useQuery(tiersQuery);
  const organizations = directory?.places.filter(({ terminal }) => terminal === null);
  const categories = mirror.categories ?? [];
  const codes = tiers.data?.items.map(({ code }) => code) ?? categories.map(({ tier }) => tier);
  return (
    <Flex component="fieldset" direction="column" gap={12} m={0} p={0} bd="0">
      <legend>{t('integrations.mirror')}</legend>
      <Chosen
        label={t('integrations.mirrorOrganization')}
        value={mirror.organizationId}
        choices={organizations?.map(({ organization, name }) => ({ id: organization, name }))}
        none={t('integrations.choose')}
        error={mistakeAt(error, 'options.mirror.organizationId')}
        onChange={(organizationId) => onChange({ ...mirror, organizationId })}
      />
      <Chosen
        label={t('integrations.mirrorProgram')}
        help={t('integrations.mirrorProgramHelp')}
        value={mirror.programId}
        choices={directory?.programs}
        none={t('integrations.choose')}
        error={mistakeAt(error, 'options.mirror.programId')}
        onChange={(programId) => onChange({ ...mirror, programId })}
      />
      {codes.map((tier) => (
        <Chosen
          key={tier}
          label={t('integrations.mirrorCategory', { tier })}
          value={categories.find((entry) => entry.tier === tier)?.categoryId ?? ''}
          choices={directory?.guestCategories}
          none={t('integrations.noCategory')}
          onChange={(categoryId) =>
            onChange({
              ...mirror,
              categories: [
                ...categories.filter((entry) => entry.tier !== tier),
                ...(categoryId === '' ? [] : [{ tier, categoryId }]),
              ],
            })
          }
        />
      ))}
    </Flex>
  );
}

interface ChosenProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly choices: readonly { readonly id: string; readonly name: string }[] | undefined;
  readonly none: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** An entry of a list of iiko; its id is typed where the list was not read. */
function Chosen({ label, help, value, choices, none, error, onChange }: ChosenProps) {
  if (choices === undefined || choices.length === 0)
    return <TextInput label={label} description={help} maxLength={100} {...bound(value, onChange)} error={error} />;
  const isListed = value === '' || choices.some(({ id }) => id === value);
  return (
    <NativeSelect
      label={label}
      description={help}
      {...bound(value, onChange)}
      error={error}
      data={[
        { value: '', label: none },
        ...(isListed ? [] : [{ value, label: value }]),
        ...choices.map(({ id, name }) => ({ value: id, label: name })),
      ]}
    />
  );
}

interface DirectoryButtonProps {
  readonly isNew: boolean;
  readonly directory: ReadDirectory;
}

/** Reads the lists of iiko, which it gives once the login is stored. */
export function DirectoryButton({ isNew, directory: { lists, isReading, read } }: DirectoryButtonProps) {
  const { t } = useTranslation('admin');
  const reasonOf = useReasonWords();
  if (isNew) return <p className={classes.soft}>{t('integrations.directoryLater')}</p>;
  return (
    <Stack gap={12}>
      <p className={classes.soft}>{t('integrations.directoryHelp')}</p>
      <div role="status">
        {lists !== undefined && (
          <p>
            {t('integrations.directoryRead', {
              places: lists.places.length,
              categories: lists.categories.length,
            })}
          </p>
        )}
        {lists?.failures.map(({ list, code }) => (
          <p key={list}>
            {t('integrations.directoryFailed', { list: t(`integrations.lists.${list}`), why: reasonOf(code) })}
          </p>
        ))}
      </div>
      <Button variant="default" loading={isReading} onClick={read}>
        {t('integrations.directory')}
      </Button>
    </Stack>
  );
}
