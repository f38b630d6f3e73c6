import { Button, Checkbox, Flex, MultiSelect, NativeSelect, TagsInput, Text, TextInput } from '@mantine/core';
import { randomId } from '@mantine/hooks';
import { actOf, keyOf } from '../../shared/api/calls';
import { IconArrowUp } from '../../shared/icons/icon-arrow-up';
import { IconPlus } from '../../shared/icons/icon-plus';
import { IconTrash } from '../../shared/icons/icon-trash';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import type { Provider, ProviderGroup } from '../../entities/staff/provider.api';
import { rolesQuery } from '../../entities/staff/role.api';
import { allStaffQuery, EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Submit } from '../../shared/ui/submit';
import { bound } from '../../shared/ui/bound';
import { useFields } from '../../shared/ui/use-fields';
import classes from './staff.module.css';

const FIELDS = ['issuer', 'clientId', 'groupsClaim', 'domains'];
const NO_GROUP: ProviderGroup = { group: '', role: 'cashier', ownRoleId: null, restaurantIds: [] };

/** A row of the list with a key of its own, since rows move. */
interface KeyedGroup extends ProviderGroup {
  readonly key: string;
}

/** Where the provider is, and the role of each group. To turn it on waits for a second manager. */
export function ProviderForm({ provider }: { readonly provider: Provider }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const staff = useQuery(allStaffQuery).data ?? [];
  const managers = staff.filter(
    ({ role, hasPassword, disabledAt }) => role === 'manager' && hasPassword && disabledAt === null,
  );
  const put = useChange(actOf('PUT', '/api/identity-provider'), (answer) =>
    'kind' in answer ? undefined : queries.invalidateQueries({ queryKey: keyOf('/api/identity-provider') }),
  );
  const { enabled, issuer, clientId, groupsClaim, groups, domains, onlyProvider, wayBackUserId } = provider;
  const { values, field, toggle, onSubmit, setFieldValue, ...form } = useFields({
    initial: {
      enabled,
      issuer: issuer ?? '',
      clientId,
      groupsClaim,
      domains,
      onlyProvider,
      wayBackUserId,
      groups: groups.map((group): KeyedGroup => ({ ...group, key: randomId() })),
    },
    error: put.error,
  });
  const submit = onSubmit((typed) =>
    put.mutate({ ...typed, groups: typed.groups.map(({ key: _, ...group }) => group) }),
  );

  return (
    <Form maw={640} onSubmit={submit}>
      <TextInput
        type="url"
        label={t('provider.issuer')}
        description={t('provider.issuerHelp')}
        autoComplete="off"
        {...field('issuer')}
      />
      <TextInput label={t('provider.clientId')} autoComplete="off" {...field('clientId')} />
      <TextInput
        label={t('provider.claim')}
        description={t('provider.claimHelp')}
        autoComplete="off"
        {...field('groupsClaim')}
      />
      <TagsInput label={t('provider.domains')} description={t('provider.domainsHelp')} {...field('domains')} />
      <fieldset className={classes.groups}>
        <legend>{t('provider.groups')}</legend>
        <Text c="dimmed">{t('provider.groupsHelp')}</Text>
        {values.groups.map((row, at) => (
          <GroupRow
            key={row.key}
            row={row}
            onChange={(changed) => form.replaceListItem('groups', at, { ...row, ...changed })}
            {...(at > 0 && { onUp: () => form.reorderListItem('groups', { from: at, to: at - 1 }) })}
            onRemove={() => form.removeListItem('groups', at)}
          />
        ))}
        <Button
          variant="default"
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => form.insertListItem('groups', { ...NO_GROUP, key: randomId() })}
        >
          {t('provider.add')}
        </Button>
      </fieldset>
      <Checkbox label={t('provider.enabled')} description={t('provider.enabledHelp')} {...toggle('enabled')} />
      <Checkbox label={t('provider.only')} description={t('provider.onlyHelp')} {...toggle('onlyProvider')} />
      {values.onlyProvider && (
        <NativeSelect
          label={t('provider.wayBack')}
          {...bound(values.wayBackUserId ?? '', (value) => setFieldValue('wayBackUserId', value || null))}
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
  readonly row: KeyedGroup;
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
