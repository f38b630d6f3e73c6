import { Button, Flex, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus } from '../../shared/icons/icon-plus';
import { IconSearch } from '../../shared/icons/icon-search';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMayManage } from '../../entities/session/use-may-manage';
import { rolesQuery } from '../../entities/staff/role.api';
import { allStaffQuery, type Employee, EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { ColumnOf } from '../../shared/ui/columns';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead } from '../../shared/ui/page';
import { bound } from '../../shared/ui/bound';
import { useAddress } from '../../shared/described/use-address';
import { InviteDialog } from './invite-dialog';
import { RolesPanel } from './roles-panel';
import { StaffHead } from './staff-head';
import classes from './staff.module.css';
import { usePlaceNames } from './use-place-names';
import { useNewDialog } from '../../shared/described/use-new-dialog';

/** Everybody who works with the platform in this network. Restaurants have few people, so the page searches them itself. */
export function StaffPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('staff.manage');
  const { address, change } = useAddress();
  // Names are personal data: they stay out of the address.
  const [typed, setTyped] = useState('');
  const [invites, setInvites] = useNewDialog();
  const staff = useQuery({ ...allStaffQuery, enabled: mayManage });
  const columns = useColumns();
  const role = EMPLOYEE_ROLES.find((one) => one === address.get('role'));
  const status = address.get('status') === 'blocked' ? 'blocked' : 'active';
  const rows = staff.data?.filter(
    (person) =>
      (role === undefined || person.role === role) &&
      (person.disabledAt !== null) === (status === 'blocked') &&
      matches(person, typed),
  );
  const isFiltered = role !== undefined || status === 'blocked' || typed.trim() !== '';

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
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setInvites(true)}>
          {t('staff.invite')}
        </Button>
      </StaffHead>
      <DataTable
        tools={
          <Flex gap={12} wrap="wrap" align="end" role="group" aria-label={t('staff.filters')}>
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
              {...bound(status === 'blocked' ? status : '', (text) => change({ status: text }))}
              data={[
                { value: '', label: t('staff.active') },
                { value: 'blocked', label: t('staff.blocked') },
              ]}
            />
          </Flex>
        }
        reading={staff}
        caption={t('nav.staff')}
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        empty={
          isFiltered ? (
            <Notice title={t('staff.noneTitle')} help={t('staff.noneHelp')} />
          ) : (
            <Notice title={t('staff.emptyTitle')} help={t('staff.emptyHelp')} />
          )
        }
      />
      <RolesPanel />
      {invites && <InviteDialog onClose={() => setInvites(false)} />}
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
