import { useQuery } from '@tanstack/react-query';
import { useMayManage } from '../../entities/session/use-may-manage';
import { permissionsOf, SUBJECTS } from '../../entities/staff/role-permissions';
import { type RoleList, rolesQuery } from '../../entities/staff/role.api';
import { EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { changeRole, createRole, deleteRole, listRoles } from '../../shared/api/operations';
import { List } from '../../shared/described/list';
import { NewButton } from '../../shared/described/list-page';
import { useTranslation } from '../../shared/i18n/use-translation';
import { DataTable } from '../../shared/ui/data-table';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { DeleteRoleDialog } from './delete-role';
import { RoleDialog } from './role-form';
import { StaffHead } from './staff-head';

/** The network's own roles, and the built-in ones. */
export function RolesPage() {
  const { t } = useTranslation('admin');
  const mayManage = useMayManage('roles.manage');
  const roles = useQuery({ ...rolesQuery, enabled: mayManage });

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
        <NewButton
          isInAddress={false}
          add={{ text: t('ownRoles.new'), of: createRole, dialog: (close) => <RoleDialog onClose={close} /> }}
        />
      </StaffHead>
      <List
        of={listRoles}
        title={t('ownRoles.own')}
        columns={[
          { of: 'name', title: t('ownRoles.name') },
          { title: t('ownRoles.count'), isFigure: true, isAside: true, cell: (role) => role.permissions.length },
          { of: 'people', title: t('ownRoles.people'), isFigure: true },
        ]}
        actsTitle={t('ownRoles.act')}
        acts={[
          {
            of: changeRole,
            text: t('ownRoles.act'),
            name: ({ name }) => `${t('ownRoles.act')}: ${name}`,
            dialog: (role, close) => <RoleDialog role={role} onClose={close} />,
          },
          {
            of: deleteRole,
            text: t('ownRoles.remove'),
            name: ({ name }) => `${t('ownRoles.remove')}: ${name}`,
            dialog: (role, close) => (
              <DeleteRoleDialog
                role={role}
                others={roles.data?.items.filter(({ id }) => id !== role.id) ?? []}
                onClose={close}
              />
            ),
          },
        ]}
        empty={[t('ownRoles.emptyTitle'), t('ownRoles.emptyHelp')]}
      />
      {roles.data !== undefined && <Comparison roles={roles.data} />}
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
