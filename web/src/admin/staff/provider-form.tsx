import { Button, Checkbox, Flex, MultiSelect, NativeSelect, TagsInput, Text, TextInput } from '@mantine/core';
import { actOf, keyOf } from '../../shared/api/calls';
import { IconArrowUp } from '../../shared/icons/icon-arrow-up';
import { IconPlus } from '../../shared/icons/icon-plus';
import { IconTrash } from '../../shared/icons/icon-trash';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import type { Provider, ProviderGroup } from '../../entities/staff/provider.api';
import { rolesQuery } from '../../entities/staff/role.api';
import { allStaffQuery, EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Submit } from '../../shared/ui/submit';
import { bound, switched } from '../../shared/ui/bound';
import classes from './staff.module.css';

const FIELDS = ['issuer', 'clientId', 'groupsClaim', 'domains'];

/** A row of the list with a key of its own, since rows move. */
interface Row extends ProviderGroup {
  readonly key: number;
}

/** Where the provider is, and the role of each group. To turn it on waits for a second manager. */
export function ProviderForm({ provider }: { readonly provider: Provider }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [values, setValues] = useState({ ...provider, issuer: provider.issuer ?? '' });
  const [rows, setRows] = useState<readonly Row[]>(provider.groups.map((group, key) => ({ ...group, key })));
  const [nextKey, setNextKey] = useState(provider.groups.length);
  const staff = useQuery(allStaffQuery).data ?? [];
  const managers = staff.filter(
    ({ role, hasPassword, disabledAt }) => role === 'manager' && hasPassword && disabledAt === null,
  );
  const put = useChange(actOf('PUT', '/api/identity-provider'), (answer) =>
    'kind' in answer ? undefined : queries.invalidateQueries({ queryKey: keyOf('/api/identity-provider') }),
  );
  const change = (changed: Partial<typeof values>) => setValues((before) => ({ ...before, ...changed }));
  const changeRow = (key: number, changed: Partial<ProviderGroup>) =>
    setRows((before) => before.map((row) => (row.key === key ? { ...row, ...changed } : row)));

  function submit(): void {
    const { enabled, issuer, clientId, groupsClaim, domains, onlyProvider, wayBackUserId } = values;
    const groups = rows.map(({ group, role, ownRoleId, restaurantIds }) => ({ group, role, ownRoleId, restaurantIds }));
    put.mutate({ enabled, issuer, clientId, groupsClaim, groups, domains, onlyProvider, wayBackUserId });
  }

  function moveUp(at: number): void {
    setRows((before) => {
      const [above, row] = before.slice(at - 1, at + 1);
      return above === undefined || row === undefined ? before : before.toSpliced(at - 1, 2, row, above);
    });
  }

  return (
    <Form maw={640} onSubmit={submit}>
      <TextInput
        type="url"
        label={t('provider.issuer')}
        description={t('provider.issuerHelp')}
        autoComplete="off"
        {...bound(values.issuer, (issuer) => change({ issuer }))}
        error={mistakeAt(put.error, 'issuer')}
      />
      <TextInput
        label={t('provider.clientId')}
        autoComplete="off"
        {...bound(values.clientId, (clientId) => change({ clientId }))}
        error={mistakeAt(put.error, 'clientId')}
      />
      <TextInput
        label={t('provider.claim')}
        description={t('provider.claimHelp')}
        autoComplete="off"
        {...bound(values.groupsClaim, (groupsClaim) => change({ groupsClaim }))}
        error={mistakeAt(put.error, 'groupsClaim')}
      />
      <TagsInput
        label={t('provider.domains')}
        description={t('provider.domainsHelp')}
        value={values.domains}
        error={mistakeAt(put.error, 'domains')}
        onChange={(domains) => change({ domains })}
      />
      <fieldset className={classes.groups}>
        <legend>{t('provider.groups')}</legend>
        <Text c="dimmed">{t('provider.groupsHelp')}</Text>
        {rows.map((row, at) => (
          <GroupRow
            key={row.key}
            row={row}
            onChange={(changed) => changeRow(row.key, changed)}
            {...(at > 0 && { onUp: () => moveUp(at) })}
            onRemove={() => setRows((before) => before.filter(({ key }) => key !== row.key))}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => {
            setRows((before) => [
              ...before,
              { key: nextKey, group: '', role: 'cashier', ownRoleId: null, restaurantIds: [] },
            ]);
            setNextKey(nextKey + 1);
          }}
        >
          {t('provider.add')}
        </Button>
      </fieldset>
      <Checkbox
        label={t('provider.enabled')}
        description={t('provider.enabledHelp')}
        {...switched(values.enabled, (enabled) => change({ enabled }))}
      />
      <Checkbox
        label={t('provider.only')}
        description={t('provider.onlyHelp')}
        {...switched(values.onlyProvider, (onlyProvider) => change({ onlyProvider }))}
      />
      {values.onlyProvider && (
        <NativeSelect
          label={t('provider.wayBack')}
          {...bound(values.wayBackUserId ?? '', (value) => change({ wayBackUserId: value || null }))}
          data={[
            { value: '', label: t('provider.wayBackNone') },
            ...managers.map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name })),
          ]}
        />
      )}
      {put.data !== undefined && <p role="status">{t('kind' in put.data ? 'changes.waits' : 'provider.saved')}</p>}
      <Submit of={put} marked={FIELDS} text={t('provider.save')} />
    </Form>
  );
}

interface GroupRowProps {
  readonly row: Row;
  readonly onChange: (changed: Partial<ProviderGroup>) => void;
  /** Left out for the first. */
  readonly onUp?: () => void;
  readonly onRemove: () => void;
}

function GroupRow({ row: { group, role, ownRoleId, restaurantIds }, onChange, onUp, onRemove }: GroupRowProps) {
  const { t } = useTranslation('admin');
  const ownRoles = useQuery(rolesQuery).data?.items ?? [];
  const { data: restaurants = [] } = useRestaurants();
  const ownRole = ownRoles.find(({ id }) => id === ownRoleId);

  function choose(value: string): void {
    const builtIn = EMPLOYEE_ROLES.find((one) => one === value);
    onChange(builtIn === undefined ? { role: 'cashier', ownRoleId: value } : { role: builtIn, ownRoleId: null });
  }

  return (
    <div className={classes.group} role="group" aria-label={`${t('provider.group')} ${group}`}>
      <TextInput
        label={t('provider.group')}
        autoComplete="off"
        {...bound(group, (text) => onChange({ group: text }))}
      />
      <NativeSelect
        label={t('provider.role')}
        {...bound(ownRoleId ?? role, choose)}
        data={[
          ...EMPLOYEE_ROLES.map((one) => ({ value: one, label: t(`staff.roles.${one}`) })),
          ...ownRoles.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      {role === 'cashier' && ownRole?.places !== 'ALL' && (
        <MultiSelect
          label={t('provider.restaurants')}
          data={restaurants.map(({ id, name }) => ({ value: id, label: name }))}
          value={restaurantIds}
          onChange={(chosen) => onChange({ restaurantIds: chosen })}
        />
      )}
      <Flex gap={8} wrap="wrap">
        {onUp !== undefined && (
          <Button variant="default" aria-label={t('provider.up', { group })} onClick={onUp}>
            <IconArrowUp size={18} aria-hidden />
          </Button>
        )}
        <Button variant="default" aria-label={t('provider.removeGroup', { group })} onClick={onRemove}>
          <IconTrash size={18} aria-hidden />
        </Button>
      </Flex>
    </div>
  );
}
