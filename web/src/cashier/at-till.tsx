import { useState } from 'react';
import { readDevice } from '../entities/session/bound-device';
import { useSession } from '../entities/session/session';
import classes from './cashier-screen.module.css';
import { CashierScreen } from './cashier-screen';
import { keepDraftOf } from './machine/draft';
import { readTill, rememberTill, type Till } from './till/till';
import { TillChoice } from './till/till-choice';
import { TopBar } from './top-bar';

/** The till of this device, which a person chooses once. */
export function AtTill() {
  const session = useSession();
  const userId = 'user' in session ? session.user.id : '';
  // At a bound till the next cashier works where the one before did.
  const [stored] = useState(() => readDevice()?.till.id ?? userId);
  const [till, setTill] = useState(() => {
    keepDraftOf(userId);
    return readTill(stored);
  });

  function choose(chosen: Till): void {
    rememberTill(stored, chosen);
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
