import { useEffect } from 'react';
import { readDevice } from '../entities/session/bound-device';
import { type KeptSession, useSession, whenBackWithout, whenUnreachable } from '../entities/session/session';
import { SessionGate } from '../entities/session/session-gate';
import { partInside } from '../shared/api/lazy-part';
import { registerWorker } from '../shared/offline/register-worker';
import { useTranslation } from '../shared/i18n/use-translation';
import { forgetKeptTill, keptSession } from './offline/till-offline';
import { reopen } from './pin/change-of-cashier';
import { TillSignIn } from './pin/till-sign-in';
import { useBoundTill } from './pin/use-bound-till';

/** Roles that may use a till. An owner uses one only on behalf of a network. */
const ROLES = ['cashier', 'manager'] as const;

const AtTill = partInside(() => import('./at-till').then((module) => module.AtTill));

registerWorker('/cashier.webmanifest');
whenUnreachable(() => keptSession<KeptSession>());
whenBackWithout(reopen);

export function Application() {
  const { t } = useTranslation();
  const { state } = useSession();
  useEffect(() => {
    // At a bound till the next cashier uses the same copies.
    if ((state === 'signedOut' || state === 'ended') && readDevice() === null) void forgetKeptTill();
  }, [state]);
  useBoundTill();
  return (
    <SessionGate
      title={t('signIn.cashierTitle')}
      roles={ROLES}
      ofOwnRoles={['till.quote']}
      signIn={(byPassword) => <TillSignIn byPassword={byPassword} />}
    >
      <AtTill />
    </SessionGate>
  );
}
