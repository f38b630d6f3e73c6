import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useRef, useState } from 'react';
import { type Guest, guestKeys, guestQuery } from '../entities/guest/guest.api';
import { shiftKeys } from '../entities/shift/shift.api';
import { quoteKeys, type Transaction } from '../entities/transaction/transaction.api';
import { useOnline } from '../shared/api/connection';
import { fetchCode } from '../shared/api/fetch-code';
import { useTranslation } from '../shared/i18n/use-translation';
import { usePageTitle } from '../shared/ui/page-title';
import { ProblemNotice } from '../shared/ui/problem-notice';
import classes from './cashier-screen.module.css';
import { Check } from './check/check';
import { EMPTY_DRAFT, useDraft, type Draft } from './check/draft';
import { Result, type Done } from './done/result';
import { FindGuest, type FindHandle } from './find/find-guest';
import { NewGuest } from './find/new-guest';
import { useScanner } from './find/use-scanner';
import { GuestCard } from './guest/guest-card';
import { useGuest } from './guest/use-guest';
import { CameraScan } from './find/camera-scan';
import { KeysDialog } from './keys/keys-dialog';
import { useKeys } from './keys/use-keys';
import { ShiftDrawer } from './shift/shift-drawer';
import { Strip } from './strip/strip';
import type { Till } from './till/till';
import { TopBar } from './top-bar';
import { useTillWords } from './words/use-till-words';

const ManualDialog = lazy(() =>
  fetchCode(() => import('../entities/transaction/manual-dialog')).then((module) => ({ default: module.ManualDialog })),
);

interface CashierScreenProps {
  readonly till: Till;
  readonly onChangeTill: () => void;
}

type Dialog =
  { readonly kind: 'camera' | 'manual' | 'shift' | 'keys' } | { readonly kind: 'newGuest'; readonly phone: string };

/** The one screen of the cashier: the guest on the left, their receipt on the right, the shift at the foot. */
export function CashierScreen({ till, onChangeTill }: CashierScreenProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const queries = useQueryClient();
  const online = useOnline();
  const { pointOfSaleId } = till;
  const [draft, change] = useDraft();
  const [done, setDone] = useState<Done | null>(null);
  const [undone, setUndone] = useState(false);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [saleIsOpen, setSaleIsOpen] = useState(false);
  const find = useRef<FindHandle>(null);
  const fields = { amount: useRef<HTMLInputElement>(null), points: useRef<HTMLInputElement>(null) };
  const beforeScan = useRef<Draft>(draft);

  const currentGuest = useGuest(draft.guestId);
  const guest = draft.guestId === null ? null : (currentGuest.data ?? null);

  /** Back to where one writes: the amount of the guest, or the field that finds one. */
  function closeDialog(): void {
    setDialog(null);
    if (done !== null) return;
    requestAnimationFrame(() => {
      if (guest === null) find.current?.focus();
      else fields.amount.current?.focus();
    });
  }

  /** Takes the guest to the receipt; an amount that was typed before they were found stays. */
  function takeGuest(found: Guest): void {
    queries.setQueryData(guestQuery(found.id).queryKey, found);
    setDone(null);
    setUndone(false);
    change({ guestId: found.id });
    setDialog(null);
    requestAnimationFrame(() => fields.amount.current?.focus());
  }

  const refreshShift = useCallback(() => void queries.invalidateQueries({ queryKey: shiftKeys.each }), [queries]);

  function refreshGuest(): void {
    void queries.invalidateQueries({ queryKey: guestKeys.one(draft.guestId) });
    void queries.invalidateQueries({ queryKey: quoteKeys.each });
    refreshShift();
  }

  function finish(answer: Transaction): void {
    setDone({ answer, guestName: guest === null ? null : (guest.name ?? t('guest.noName')), at: Date.now() });
    setUndone(false);
    void queries.invalidateQueries({ queryKey: guestKeys.each });
    change(EMPTY_DRAFT);
    refreshShift();
  }

  const next = useCallback(() => {
    setDone(null);
    requestAnimationFrame(() => find.current?.focus());
  }, []);

  function back(): void {
    if (done !== null) next();
    else if (!saleIsOpen && guest !== null) {
      change({ guestId: null });
      requestAnimationFrame(() => find.current?.focus());
    }
  }

  useScanner({
    onStart: () => {
      beforeScan.current = draft;
    },
    onScan: (text) => {
      if (saleIsOpen || dialog !== null) return;
      change({ ...beforeScan.current, guestId: null });
      setDone(null);
      requestAnimationFrame(() => find.current?.find(text));
    },
  });

  useKeys(
    {
      find: () => {
        if (saleIsOpen) return;
        change({ guestId: null });
        next();
      },
      back,
      redeem: () => fields.points.current?.select(),
      manual: () => {
        if (guest !== null) setDialog({ kind: 'manual' });
      },
      lastActs: () => setDialog({ kind: 'shift' }),
      help: () => setDialog({ kind: 'keys' }),
    },
    dialog === null,
  );

  usePageTitle(t('title'));
  return (
    <div className={classes.screen}>
      <TopBar till={till} onChangeTill={onChangeTill} />
      {!online && (
        <div className={classes.gone} role="alert">
          <strong>{t('connection.title')}</strong> {t('connection.help')}
        </div>
      )}
      <main className={classes.main}>
        <h1 className="visually-hidden">{t('title')}</h1>
        <div className={classes.left}>
          {guest === null ? (
            <FindGuest
              handle={find}
              onFound={takeGuest}
              onCamera={() => setDialog({ kind: 'camera' })}
              onNewGuest={(phone) => setDialog({ kind: 'newGuest', phone })}
            />
          ) : (
            <GuestCard
              guest={guest}
              till={till}
              canLeave={!saleIsOpen}
              onLeave={back}
              onManual={() => setDialog({ kind: 'manual' })}
            />
          )}
          {currentGuest.isError && <ProblemNotice words={words(currentGuest.error)} />}
        </div>
        <div className={classes.right}>
          {undone && (
            <p className={classes.undone} role="status">
              {t('done.undone')}
            </p>
          )}
          {done === null ? (
            <Check
              guest={guest}
              till={till}
              draft={draft}
              fields={fields}
              onChange={change}
              onDone={finish}
              onOpenChange={setSaleIsOpen}
            />
          ) : (
            <Result
              key={done.answer.id}
              done={done}
              placeName={till.restaurantName}
              onNext={next}
              onUndone={() => {
                setUndone(true);
                refreshShift();
                next();
              }}
            />
          )}
        </div>
      </main>
      <Strip
        pointOfSaleId={pointOfSaleId}
        onLastActs={() => setDialog({ kind: 'shift' })}
        onKeys={() => setDialog({ kind: 'keys' })}
      />
      {dialog?.kind === 'camera' && (
        <CameraScan
          onClose={closeDialog}
          onRead={(text) => {
            setDialog(null);
            find.current?.find(text);
          }}
        />
      )}
      {dialog?.kind === 'newGuest' && (
        <NewGuest
          phone={dialog.phone}
          restaurantId={till.restaurantId}
          onRegistered={takeGuest}
          onKnown={(guestId) => {
            change({ guestId });
            setDialog(null);
          }}
          onClose={closeDialog}
        />
      )}
      {dialog?.kind === 'manual' && guest !== null && (
        <Suspense>
          <ManualDialog
            guestId={guest.id}
            name={guest.name ?? t('guest.noName')}
            pointOfSaleId={pointOfSaleId}
            words={words}
            onDone={refreshGuest}
            onClose={closeDialog}
          />
        </Suspense>
      )}
      {dialog?.kind === 'shift' && (
        <ShiftDrawer
          pointOfSaleId={pointOfSaleId}
          guest={guest}
          placeName={till.restaurantName}
          onChanged={refreshGuest}
          onClose={closeDialog}
        />
      )}
      {dialog?.kind === 'keys' && <KeysDialog onClose={closeDialog} />}
    </div>
  );
}
