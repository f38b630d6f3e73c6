import { useState } from 'react';
import { useSession } from '../entities/session/session';
import { SessionGate } from '../entities/session/session-gate';
import { useTranslation } from '../shared/i18n/use-translation';
import classes from './cashier-screen.module.css';
import { CashierScreen } from './cashier-screen';
import { readTill, rememberTill, type Till } from './till/till';
import { TillChoice } from './till/till-choice';
import { TopBar } from './top-bar';

/** Owners act at a till only on behalf of a network, which the owner console will offer. */
const ROLES = ['cashier', 'manager'] as const;

export function Application() {
  const { t } = useTranslation('cashier');
  return (
    <SessionGate title={t('signInTitle')} roles={ROLES}>
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
