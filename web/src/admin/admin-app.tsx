import { SessionGate } from '../entities/session/session-gate';
import { partInside } from '../shared/api/lazy-part';
import { useTranslation } from '../shared/i18n/use-translation';
import { CONSOLE_PERMISSIONS } from './frame/console-permissions';

const ROLES = ['manager', 'analyst'] as const;

const Console = partInside(() => import('./console').then((module) => module.Console));

export function Application() {
  const { t } = useTranslation();
  return (
    <SessionGate title={t('signIn.adminTitle')} roles={ROLES} ofOwnRoles={CONSOLE_PERMISSIONS} takesActing>
      <Console />
    </SessionGate>
  );
}
