import { Button, Flex } from '@mantine/core';
import { IconPlus } from '../../shared/icons/icon-plus';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMayManage } from '../../entities/session/use-may-manage';
import { type OwnRole, type RoleList, rolesQuery } from '../../entities/staff/role.api';
import { EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { DeleteRoleDialog } from './delete-role';
import { NewRoleDialog, RoleDialog } from './role-form';
import { permissionsOf, SUBJECTS } from '../../entities/staff/role-permissions';
import { StaffHead } from './staff-head';

type OpenDialog = { readonly act: 'new' } | { readonly act: 'change' | 'remove'; readonly role: OwnRole };

/** The network's own roles, and the built-in ones. */
export function RolesPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('roles.manage');
  const roles = useQuery({ ...rolesQuery, enabled: mayManage });
  const [opened, setOpened] = useState<OpenDialog | null>(null);
  const close = () => setOpened(null);

  if (!mayManage)
    return (
      <>
        <PageHead title={t('nav.staff')} sub={t('ownRoles.sub')} />
        <Notice title={t('staff.readOnlyTitle')} help={t('staff.readOnlyHelp')} />
      </>
    );
  return (
    <>
      <StaffHead sub={t('ownRoles.sub')}>
        <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setOpened({ act: 'new' })}>
          {t('ownRoles.new')}
        </Button>
      </StaffHead>
      <DataTable
        reading={roles}
        caption={t('ownRoles.own')}
        columns={[
          { of: 'name', title: t('ownRoles.name') },
          { title: t('ownRoles.count'), isFigure: true, isAside: true, cell: (role) => role.permissions.length },
          { of: 'people', title: t('ownRoles.people'), isFigure: true },
          {
            key: 'acts',
            title: t('ownRoles.act'),
            isActs: true,
            cell: (role) => (
              <Flex gap={8} wrap="wrap">
                <Button
                  variant="default"
                  aria-label={`${t('ownRoles.act')}: ${role.name}`}
                  onClick={() => setOpened({ act: 'change', role })}
                >
                  {t('ownRoles.act')}
                </Button>
                <Button
                  variant="default"
                  aria-label={`${t('ownRoles.remove')}: ${role.name}`}
                  onClick={() => setOpened({ act: 'remove', role })}
                >
                  {t('ownRoles.remove')}
                </Button>
              </Flex>
            ),
          },
        ]}
        rows={roles.data?.items}
        rowKey={({ id }) => id}
        empty={<Notice title={t('ownRoles.emptyTitle')} help={t('ownRoles.emptyHelp')} />}
      />
      {roles.data !== undefined && <Comparison roles={roles.data} />}
      {opened?.act === 'new' && <NewRoleDialog onClose={close} />}
      {opened?.act === 'change' && <RoleDialog role={opened.role} onClose={close} />}
      {opened?.act === 'remove' && (
        <DeleteRoleDialog
          role={opened.role}
          others={roles.data?.items.filter(({ id }) => id !== opened.role.id) ?? []}
          onClose={close}
        />
      )}
    </>
  );
}

interface RoleColumn {
  readonly title: string;
  readonly permissions: readonly string[];
}

/** Each permission, and which roles have it: the built-in ones first. */
function Comparison({ roles: { builtIn, items } }: { readonly roles: RoleList }) {
  const { t } = useTranslation('admin');
  const compared: RoleColumn[] = [
    ...EMPLOYEE_ROLES.map((role) => ({ title: t(`staff.roles.${role}`), permissions: builtIn[role] })),
    ...items.map(({ name, permissions }) => ({ title: name, permissions })),
  ];
  return (
    <Panel title={t('ownRoles.compare')}>
      {SUBJECTS.map((subject) => (
        <DataTable
          key={subject}
          caption={`${t('ownRoles.compare')}: ${t(`ownRoles.subject.${subject}`)}`}
          columns={[
            { title: t(`ownRoles.subject.${subject}`), cell: (permission) => t(`permissions.${permission}`) },
            ...compared.map(({ title, permissions }, at) => ({
              key: String(at),
              title,
              cell: (permission: ReturnType<typeof permissionsOf>[number]) =>
                t(permissions.includes(permission) ? 'ownRoles.has' : 'ownRoles.hasNot'),
            })),
          ]}
          rows={permissionsOf(subject)}
          rowKey={(permission) => permission}
          empty={null}
        />
      ))}
    </Panel>
  );
}
