import { useEffect } from 'react';
import { type KeptSession, useSession, whenUnreachable } from '../entities/session/session';
import { SessionGate } from '../entities/session/session-gate';
import { partInside } from '../shared/api/lazy-part';
import { registerWorker } from '../shared/offline/register-worker';
import { useTranslation } from '../shared/i18n/use-translation';
import { forgetKeptTill, keptSession } from './offline/till-offline';

/** Roles that may use a till. An owner uses one only on behalf of a network. */
const ROLES = ['cashier', 'manager'] as const;

const AtTill = partInside(() => import('./at-till').then((module) => module.AtTill));

registerWorker('/cashier.webmanifest');
whenUnreachable(() => keptSession<KeptSession>());

export function Application() {
  const { t } = useTranslation();
  const { state } = useSession();
  useEffect(() => {
    if (state === 'signedOut' || state === 'ended') void forgetKeptTill();
  }, [state]);
  return (
    <SessionGate title={t('signIn.cashierTitle')} roles={ROLES} ofOwnRoles={['till.quote']}>
      <AtTill />
    </SessionGate>
  );
}
