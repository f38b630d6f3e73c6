import { Checkbox, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type OwnRole, rolesQuery } from '../../entities/staff/role.api';
import { permissionsOf, ROLE_PERMISSIONS, SUBJECTS } from '../../entities/staff/role-permissions';
import { keyOf } from '../../shared/api/calls';
import { changeRole, createRole } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { EditDialog } from '../../shared/described/edit-form';
import type { OwnInput } from '../../shared/described/fields';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './staff.module.css';

interface RoleDialogProps {
  /** Left out: the dialog makes a new role. */
  readonly role?: OwnRole;
  readonly onClose: () => void;
}

/** Makes a role, or changes one. After a change, the people who have the role sign in again. */
export function RoleDialog({ role, onClose }: RoleDialogProps) {
  const { t } = useTranslation('admin');
  const { data: { giving: guarded = [] } = {} } = useQuery(rolesQuery);
  const manual = {
    help: t('ownRoles.manualHelp'),
    isShown: ({ permissions }: { readonly permissions: readonly string[] }) => permissions.includes('manual.post'),
  };
  // The server also asks for a second person if a new limit is above the limit of cashiers, which this page does not know.
  const needsSecond = (permissions: readonly string[]) =>
    guarded.some((one) => permissions.includes(one) && role?.permissions.includes(one) !== true);
  const form = {
    size: 'lg',
    layout: { maw: 640 },
    fields: {
      name: { label: t('ownRoles.name'), needed: t('ownRoles.nameNeeded') },
      permissions: {
        label: t('ownRoles.permissions'),
        needed: t('ownRoles.permissionNeeded'),
        // `Permissions` draws the input; these labels are for the notice that shows what a colleague changed.
        choices: ROLE_PERMISSIONS.map((one) => ({ value: one, label: t(`permissions.${one}`) })),
        control: (input: OwnInput<readonly string[]>) => <Permissions {...input} />,
      },
      places: {
        label: t('ownRoles.places'),
        as: 'radio',
        choices: [
          { value: 'CHOSEN', label: t('ownRoles.placesChosen') },
          { value: 'ALL', label: t('ownRoles.placesAll') },
        ],
      },
      manualAtOnce: { ...manual, label: t('ownRoles.manualAtOnce') },
      manualPerDay: { ...manual, label: t('ownRoles.manualPerDay') },
    },
    below: ({ permissions }: { readonly permissions: readonly string[] }) => (
      <>
        <Text c="dimmed">{t('ownRoles.limits')}</Text>
        {role !== undefined && <p className={classes.note}>{t('ownRoles.endsSessions')}</p>}
        {needsSecond(permissions) && <p className={classes.note}>{t('ownRoles.needsSecond')}</p>}
      </>
    ),
    submit: t('ownRoles.save'),
    waits: t('changes.waits'),
    anew: [keyOf('/api/approvals')],
    onClose,
  } as const;
  if (role === undefined) return <ActDialog {...form} of={createRole} title={t('ownRoles.newTitle')} />;
  const title = t('ownRoles.changeTitle', { name: role.name });
  return <EditDialog {...form} of={changeRole} params={{ id: role.id }} title={title} />;
}

/** The input for the permissions of a role, grouped by subject. */
function Permissions({ value, error, onChange }: OwnInput<readonly string[]>) {
  const { t } = useTranslation('admin');
  return (
    <>
      <Text c="dimmed">{t('ownRoles.permissionsHelp')}</Text>
      {SUBJECTS.map((subject) => {
        const all: readonly string[] = permissionsOf(subject);
        return (
          <Checkbox.Group
            key={subject}
            label={t(`ownRoles.subject.${subject}`)}
            value={value.filter((one) => all.includes(one))}
            onChange={(chosen) =>
              onChange(ROLE_PERMISSIONS.filter((one) => (all.includes(one) ? chosen : value).includes(one)))
            }
          >
            <Stack gap={12} pt={8}>
              {permissionsOf(subject).map((one) => (
                <Checkbox key={one} value={one} label={t(`permissions.${one}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
        );
      })}
      {error !== undefined && (
        <p role="alert" className={classes.note}>
          {error}
        </p>
      )}
    </>
  );
}
