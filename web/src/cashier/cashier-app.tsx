import { useEffect, useState } from 'react';
import { type KeptSession, useSession, whenUnreachable } from '../entities/session/session';
import { SessionGate } from '../entities/session/session-gate';
import { registerWorker } from '../shared/offline/register-worker';
import { useTranslation } from '../shared/i18n/use-translation';
import classes from './cashier-screen.module.css';
import { CashierScreen } from './cashier-screen';
import { forgetKeptTill, keptSession } from './offline/till-offline';
import { readTill, rememberTill, type Till } from './till/till';
import { TillChoice } from './till/till-choice';
import { TopBar } from './top-bar';

/** Roles that may use a till. An owner uses one only on behalf of a network. */
const ROLES = ['cashier', 'manager'] as const;

registerWorker('/cashier.webmanifest');
whenUnreachable(() => keptSession<KeptSession>());

export function Application() {
  const { t } = useTranslation('cashier');
  const { state } = useSession();
  useEffect(() => {
    if (state === 'signedOut' || state === 'ended') void forgetKeptTill();
  }, [state]);
  return (
    <SessionGate title={t('signInTitle')} roles={ROLES} ofOwnRoles={['till.quote']}>
      <AtTill />
    </SessionGate>
  );
}

function AtTill() {
  const session = useSession();
  const userId = 'user' in session ? session.user.id : '';
  const [till, setTill] = useState(() => readTill(userId));

  function choose(chosen: Till): void {
    rememberTill(userId, chosen);
    setTill(chosen);
  }

  if (till === null) {
    return (
      <div className={classes.screen}>
        <TopBar till={null} onChangeTill={() => undefined} />
        <main className={classes.choosing}>
          <TillChoice onChoose={choose} />
        </main>
      </div>
    );
  }
  return <CashierScreen key={till.pointOfSaleId} till={till} onChangeTill={() => setTill(null)} />;
}
