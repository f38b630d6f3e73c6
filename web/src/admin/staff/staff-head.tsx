import type { ReactNode } from 'react';
import { useMayManage } from '../../entities/session/use-may-manage';
import { useTranslation } from '../../shared/i18n/use-translation';
import { PageHead } from '../../shared/ui/page';
import { PageTabs } from '../../shared/ui/page-tabs';

/** The head of the pages about people: employees, roles, and the sign-in of the company. */
export function StaffHead({ sub, children }: { readonly sub: string; readonly children?: ReactNode }) {
  const { t } = useTranslation('admin');
  const mayManageRoles = useMayManage('roles.manage');
  return (
    <>
      <PageHead title={t('nav.staff')} sub={sub}>
        {children}
      </PageHead>
      {mayManageRoles && (
        <PageTabs
          label={t('nav.staff')}
          tabs={[
            { to: '/staff', label: t('staff.tabs.people'), end: true },
            { to: '/staff/roles', label: t('staff.tabs.roles') },
            { to: '/staff/sign-in', label: t('staff.tabs.signIn') },
          ]}
        />
      )}
    </>
  );
}
