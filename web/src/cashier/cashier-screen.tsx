import { useEffect, useRef } from 'react';
import { usePartsAfter } from '../shared/api/lazy-part';
import { useTranslation } from '../shared/i18n/use-translation';
import { NewVersion } from '../shared/ui/new-version';
import { usePageTitle } from '../shared/ui/page-title';
import classes from './cashier-screen.module.css';
import { useSale } from './check/use-sale';
import { GuestSide } from './guest-side';
import { ReceiptSide } from './receipt-side';
import { Strip } from './strip/strip';
import { TillDialogs } from './till-dialogs';
import { isUnderWay } from './machine/till.state';
import type { Till } from './till/till';
import { TopBar } from './top-bar';
import { useCue } from './use-cue';
import { useGuestAtTill } from './use-guest-at-till';
import { usePersonOffline } from './use-person-offline';
import { useRefresh } from './use-refresh';
import { useTill } from './use-till';
import { useTillKeys } from './use-till-keys';

/** Dialogs and controls load this long after the first screen is complete and shows its answers. */
const PARTS_AFTER_MS = 1_000;

interface CashierScreenProps {
  readonly till: Till;
  readonly onChangeTill: () => void;
}

/** The cashier's only screen: the guest on the left, the receipt on the right, the shift at the bottom. */
export function CashierScreen({ till, onChangeTill }: CashierScreenProps) {
  const { t } = useTranslation('cashier');
  usePersonOffline(till);
  const machine = useTill(till);
  const { state, send } = machine;
  const fields = useCue(state.cue);
  const found = useGuestAtTill(machine);
  const refresh = useRefresh(state);
  useSale(machine);
  useTillKeys(machine);
  usePartsAfter(PARTS_AFTER_MS);
  usePageTitle(t('title'));

  const { draft, step, dialog, connection } = state;
  // On a phone the receipt may be scrolled, so its result starts at the top.
  const main = useRef<HTMLElement>(null);
  const isDone = step.kind === 'done';
  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [isDone]);

  return (
    <div className={classes.screen}>
      <TopBar
        till={till}
        onChangeTill={onChangeTill}
        onShowWaiting={() => send({ kind: 'opened', dialog: { kind: 'waiting' } })}
        isSaleOpen={isUnderWay(state)}
      />
      <NewVersion
        isBusy={draft.guestId !== null || draft.amountTyped !== '' || dialog !== null || step.kind !== 'ringing'}
      />
      {connection !== 'online' && (
        <div className={classes.gone} role="alert">
          <strong>{t('connection.title')}</strong> {t(`connection.${connection === 'cut' ? 'help' : 'sellsOn'}`)}
        </div>
      )}
      <main ref={main} className={classes.main}>
        <h1 className="visually-hidden">{t('title')}</h1>
        <div className={classes.left}>
          <GuestSide machine={machine} till={till} found={found} fields={fields} />
        </div>
        <div className={classes.right}>
          <ReceiptSide machine={machine} till={till} fields={fields} onUndone={refresh.shift} />
        </div>
      </main>
      <Strip
        onWaiting={() => send({ kind: 'opened', dialog: { kind: 'waiting' } })}
        pointOfSaleId={till.pointOfSaleId}
        onLastActs={() => send({ kind: 'opened', dialog: { kind: 'shift' } })}
        onGifts={() => send({ kind: 'opened', dialog: { kind: 'gifts', code: '' } })}
        onKeys={() => send({ kind: 'opened', dialog: { kind: 'keys' } })}
      />
      <TillDialogs machine={machine} till={till} found={found} onChanged={refresh.guest} />
    </div>
  );
}
