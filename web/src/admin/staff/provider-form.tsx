import { Button, Flex, MultiSelect, NativeSelect, TagsInput, Text, TextInput } from '@mantine/core';
import { randomId } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import type { Provider, ProviderGroup } from '../../entities/staff/provider.api';
import { rolesQuery } from '../../entities/staff/role.api';
import { allStaffQuery, EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { putIdentityProvider } from '../../shared/api/operations';
import { ActForm } from '../../shared/described/act-form';
import { isWaiting } from '../../shared/described/typed-form';
import { IconArrowUp } from '../../shared/icons/icon-arrow-up';
import { IconPlus } from '../../shared/icons/icon-plus';
import { IconTrash } from '../../shared/icons/icon-trash';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import classes from './staff.module.css';

const NO_GROUP: ProviderGroup = { group: '', role: 'cashier', ownRoleId: null, restaurantIds: [] };

/** A row of the list with a key of its own, since rows move. */
interface KeyedGroup extends ProviderGroup {
  readonly key: string;
}

/** Where the provider is, and the role of each group. To turn it on waits for a second manager. */
export function ProviderForm({ provider }: { readonly provider: Provider }) {
  const { t } = useTranslation('admin');
  const staff = useQuery(allStaffQuery).data ?? [];
  const [groups, setGroups] = useState(() => groupsOf(provider));
  const managers = staff.filter(
    ({ role, hasPassword, disabledAt }) => role === 'manager' && hasPassword && disabledAt === null,
  );
  return (
    <ActForm
      of={putIdentityProvider}
      from={provider}
      layout={{ maw: 640 }}
      fields={{
        issuer: { label: t('provider.issuer'), help: t('provider.issuerHelp'), as: 'url' },
        clientId: { label: t('provider.clientId') },
        groupsClaim: { label: t('provider.claim'), help: t('provider.claimHelp') },
        domains: {
          label: t('provider.domains'),
          help: t('provider.domainsHelp'),
          control: ({ value, ...input }) => <TagsInput {...input} value={[...value]} />,
        },
        groups: {
          label: t('provider.groups'),
          control: ({ onChange }) => (
            <Groups
              groups={groups}
              onChange={(changed) => {
                setGroups(changed);
                onChange(changed.map((group) => ({ ...group })));
              }}
            />
          ),
        },
        enabled: { label: t('provider.enabled'), help: t('provider.enabledHelp'), as: 'checkbox' },
        onlyProvider: { label: t('provider.only'), help: t('provider.onlyHelp'), as: 'checkbox' },
        wayBackUserId: {
          label: t('provider.wayBack'),
          none: t('provider.wayBackNone'),
          choices: managers.map(({ id, name, email }) => ({ value: id, label: name === '' ? email : name })),
          isShown: ({ onlyProvider }) => onlyProvider,
        },
      }}
      body={({ wayBackUserId }) => ({
        groups: groups.map(({ key: _, ...group }) => group),
        // The body has this member even if its input is hidden: the form leaves out hidden inputs, but the chosen manager stays.
        wayBackUserId: wayBackUserId === '' ? null : wayBackUserId,
      })}
      submit={t('provider.save')}
      done={t('provider.saved')}
      waits={t('changes.waits')}
      onDone={(answer) => {
        // The change waits for a second manager: the form resets its own inputs to the saved values, and this resets the groups.
        if (isWaiting(answer)) setGroups(groupsOf(provider));
      }}
    />
  );
}

function groupsOf({ groups }: Provider): readonly KeyedGroup[] {
  return groups.map((group) => ({ ...group, key: randomId() }));
}

interface GroupsProps {
  readonly groups: readonly KeyedGroup[];
  readonly onChange: (groups: readonly KeyedGroup[]) => void;
}

/** The groups of the provider in their order: the first group that a person belongs to decides the person's role. */
function Groups({ groups, onChange }: GroupsProps) {
  const { t } = useTranslation('admin');
  const moveUp = (at: number) =>
    onChange(groups.map((one, index) => groups[index === at ? at - 1 : index === at - 1 ? at : index] ?? one));
  return (
    <fieldset className={classes.groups}>
      <legend>{t('provider.groups')}</legend>
      <Text c="dimmed">{t('provider.groupsHelp')}</Text>
      {groups.map((row, at) => (
        <GroupRow
          key={row.key}
          row={row}
          onChange={(changed) => onChange(groups.map((one) => (one === row ? { ...one, ...changed } : one)))}
          {...(at > 0 && { onUp: () => moveUp(at) })}
          onRemove={() => onChange(groups.filter((one) => one !== row))}
        />
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={18} aria-hidden />}
        onClick={() => onChange([...groups, { ...NO_GROUP, key: randomId() }])}
      >
        {t('provider.add')}
      </Button>
    </fieldset>
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
