import { EMPLOYEE_ROLES } from '../../entities/staff/staff.api';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Panel } from '../../shared/ui/page';
import classes from './staff.module.css';

/** The rights of each role, so that a role is chosen knowingly. */
export function RolesPanel() {
  const { t } = useTranslation('admin');
  return (
    <Panel title={t('staff.rolesTitle')}>
      <div className={classes.roles}>
        {EMPLOYEE_ROLES.map((role) => (
          <section key={role}>
            <h3>{t(`staff.roles.${role}`)}</h3>
            <ul>
              {t(`staff.rights.${role}`)
                .split('\n')
                .map((right) => (
                  <li key={right}>{right}</li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Panel>
  );
}
