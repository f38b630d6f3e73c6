import { SessionGate } from '../entities/session/session-gate';
import { partInside } from '../shared/api/lazy-part';
import { useTranslation } from '../shared/i18n/use-translation';

const ROLES = ['owner'] as const;

const Pages = partInside(() => import('./pages').then((module) => module.Pages));

export function Application() {
  const { t } = useTranslation();
  return (
    <SessionGate title={t('signIn.ownerTitle')} roles={ROLES} isOfInstallation>
      <Pages />
    </SessionGate>
  );
}
