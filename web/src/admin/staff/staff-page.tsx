import { NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMayManage } from '../../entities/session/use-may-manage';
import { rolesQuery } from '../../entities/staff/role.api';
import { type Employee, EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { createUser, listUsers } from '../../shared/api/operations';
import { List } from '../../shared/described/list';
import { NewButton } from '../../shared/described/list-page';
import { useAddress } from '../../shared/described/use-address';
import { useFormat } from '../../shared/format/use-format';
import { IconSearch } from '../../shared/icons/icon-search';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import type { ColumnOf } from '../../shared/ui/columns';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { InviteDialog } from './invite-dialog';
import { RolesPanel } from './roles-panel';
import { StaffHead } from './staff-head';
import classes from './staff.module.css';
import { usePlaceNames } from './use-place-names';

/** Everybody who works with the platform in this network. Restaurants have few people, so the page searches them itself. */
export function StaffPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('staff.manage');
  const { address, change } = useAddress();
  // Names are personal data: they stay out of the address.
  const [typed, setTyped] = useState('');
  const columns = useColumns();
  const role = EMPLOYEE_ROLES.find((one) => one === address.get('role'));
  const isBlocked = address.get('status') === 'blocked';
  const isFiltered = role !== undefined || isBlocked || typed.trim() !== '';

  if (!mayManage)
    return (
      <>
        <PageHead title={t('nav.staff')} sub={t('staff.sub')} />
        <Notice title={t('staff.readOnlyTitle')} help={t('staff.readOnlyHelp')} />
      </>
    );
  return (
    <>
      <StaffHead sub={t('staff.sub')}>
        <NewButton
          add={{ text: t('staff.invite'), of: createUser, dialog: (close) => <InviteDialog onClose={close} /> }}
        />
      </StaffHead>
      <List
        isWhole
        of={listUsers}
        title={t('nav.staff')}
        columns={columns}
        filtersLabel={t('staff.filters')}
        choose={(people) =>
          people.filter(
            (person) =>
              (role === undefined || person.role === role) &&
              (person.disabledAt !== null) === isBlocked &&
              matches(person, typed),
          )
        }
        tools={
          <>
            <TextInput
              flex="1 1 240px"
              label={t('staff.search')}
              leftSection={<IconSearch size={20} stroke={1.75} />}
              {...bound(typed, setTyped)}
            />
            <NativeSelect
              label={t('staff.role')}
              {...bound(role ?? '', (text) => change({ role: text }))}
              data={[
                { value: '', label: t('staff.anyRole') },
                ...EMPLOYEE_ROLES.map((value) => ({ value, label: t(`staff.roles.${value}`) })),
              ]}
            />
            <NativeSelect
              label={t('staff.status')}
              {...bound(isBlocked ? 'blocked' : '', (text) => change({ status: text }))}
              data={[
                { value: '', label: t('staff.active') },
                { value: 'blocked', label: t('staff.blocked') },
              ]}
            />
          </>
        }
        empty={isFiltered ? [t('staff.noneTitle'), t('staff.noneHelp')] : [t('staff.emptyTitle'), t('staff.emptyHelp')]}
      />
      <RolesPanel />
    </>
  );
}

/** Each word typed begins a word of the name or is part of the e-mail address. */
function matches({ name, email }: Employee, typed: string): boolean {
  const names = name.toLowerCase().split(/\s+/);
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => email.includes(word) || names.some((one) => one.startsWith(word)));
}

function useColumns(): ColumnOf<Employee>[] {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const placesOf = usePlaceNames();
  const roles = useQuery({ ...rolesQuery, enabled: useMayManage('roles.manage') });
  return [
    {
      title: t('staff.person'),
      cell: ({ id, name, email }) => (
        <>
          <Link className={classes.person ?? ''} to={`/staff/${id}`}>
            {name === '' ? email : name}
          </Link>
          {name !== '' && <span className={classes.soft}>{email}</span>}
        </>
      ),
    },
    {
      title: t('staff.role'),
      cell: ({ role, ownRoleId }) =>
        roles.data?.items.find(({ id }) => id === ownRoleId)?.name ?? t(`staff.roles.${role}`),
    },
    { title: t('nav.restaurants'), isAside: true, cell: placesOf },
    {
      title: t('staff.secondFactor'),
      isAside: true,
      cell: ({ secondFactor }) => t(secondFactor ? 'staff.on' : 'staff.off'),
    },
    {
      title: t('staff.lastSeen'),
      isFigure: true,
      isAside: true,
      cell: ({ hasPassword, lastSeenAt }) =>
        lastSeenAt === null ? t(hasPassword ? 'staff.notSeen' : 'staff.invited') : format.dateTime(lastSeenAt),
    },
  ];
}
