import { Text } from '@mantine/core';
import { useParams } from 'react-router';
import { useSession } from '../../entities/session/session';
import type { Employee } from '../../entities/staff/staff.api';
import { changeUser, getUser } from '../../shared/api/operations';
import { DetailPage } from '../../shared/described/detail-page';
import { EditForm } from '../../shared/described/edit-form';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import { useEmployeeFields } from './employee-fields';
import { SignInPanel } from './sign-in-panel';
import classes from './staff.module.css';

/** One employee: who they are, what they may do, and how they sign in. */
export function EmployeePage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const session = useSession();
  const { userId = '' } = useParams();
  const isOwn = 'user' in session && session.user.id === userId;
  return (
    <DetailPage
      of={getUser}
      params={{ id: userId }}
      back={{ to: '/staff', text: t('nav.staff') }}
      readOnly={[t('staff.readOnlyTitle'), t('staff.readOnlyHelp')]}
      title={({ name, email }) => (name === '' ? email : name)}
      sub={({ createdAt, disabledAt }) =>
        disabledAt === null
          ? t('staff.since', { date: format.date(createdAt) })
          : t('staff.blockedSince', { date: format.date(disabledAt) })
      }
      acts={[{ text: t('staff.whatTheyDid'), to: ({ id }) => `/audit?entries=all&person=${id}` }]}
    >
      {(employee, refresh) => (
        <>
          <Panel title={t('staff.profile')}>
            <EmployeeForm employee={employee} isOwn={isOwn} />
          </Panel>
          <SignInPanel employee={employee} isOwn={isOwn} refresh={refresh} />
        </>
      )}
    </DetailPage>
  );
}

/** Edits an employee's data and rights. */
function EmployeeForm({ employee, isOwn }: { readonly employee: Employee; readonly isOwn: boolean }) {
  const { t } = useTranslation('admin');
  const fields = useEmployeeFields(employee, isOwn);
  const sorted = (ids: readonly string[]) => [...ids].sort().join();
  return (
    <EditForm
      of={changeUser}
      params={{ id: employee.id }}
      fields={fields}
      layout={{ maw: 640 }}
      above={<Text c="dimmed">{t('staff.signsInWith', { email: employee.email })}</Text>}
      // A change of the role to cashier needs the restaurants in the request, even if the chosen restaurants have not changed.
      body={({ role, restaurantIds }) =>
        role === 'cashier' && employee.role !== 'cashier' ? { restaurantIds: [...restaurantIds] } : {}
      }
      below={({ role, ownRoleId, restaurantIds, restaurantGroupId }) =>
        (role !== employee.role ||
          (role === 'cashier' &&
            (ownRoleId !== (employee.ownRoleId ?? '') || sorted(restaurantIds) !== sorted(employee.restaurantIds))) ||
          (role === 'manager' && restaurantGroupId !== (employee.restaurantGroupId ?? ''))) && (
          <p className={classes.note}>{t('staff.endsSessions')}</p>
        )
      }
      alsoShows={({ disabledAt }) => ({
        [t('staff.status')]: t(disabledAt === null ? 'staff.isActive' : 'staff.isBlocked'),
      })}
      submit={t('staff.save')}
      done={t('staff.saved')}
      waits={t('changes.waits')}
    />
  );
}
