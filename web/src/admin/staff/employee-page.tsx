import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useSession } from '../../entities/session/session';
import { employeeQuery } from '../../entities/staff/staff.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { BackLink, PageHead } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { EmployeeForm } from './employee-form';
import { SignInPanel } from './sign-in-panel';

/** One employee: who they are, what they may do, and how they sign in. */
export function EmployeePage() {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const mayManage = useMayManage('staff.manage');
  const session = useSession();
  const { userId = '' } = useParams();
  const employee = useQuery({ ...employeeQuery(userId), enabled: mayManage });
  const isOwn = 'user' in session && session.user.id === userId;
  const back = <BackLink to="/staff">{t('nav.staff')}</BackLink>;

  if (!mayManage)
    return (
      <>
        {back}
        <Notice isPage title={t('staff.readOnlyTitle')} help={t('staff.readOnlyHelp')} />
      </>
    );
  if (employee.isError)
    return (
      <>
        {back}
        <FailureNotice error={employee.error} retry={employee} />
      </>
    );
  if (employee.data === undefined) return <Loading />;
  const { data } = employee;
  const since = t('staff.since', { date: format.date(data.createdAt) });
  return (
    <>
      {back}
      <PageHead
        title={data.name === '' ? data.email : data.name}
        sub={data.disabledAt === null ? since : t('staff.blockedSince', { date: format.date(data.disabledAt) })}
      >
        <Button variant="default" component={Link} to={`/audit?entries=all&person=${data.id}`}>
          {t('staff.whatTheyDid')}
        </Button>
      </PageHead>
      <EmployeeForm key={data.id} employee={data} isOwn={isOwn} />
      <SignInPanel employee={data} isOwn={isOwn} />
    </>
  );
}
