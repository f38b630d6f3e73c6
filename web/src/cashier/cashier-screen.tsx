import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import {
  balanceQuery,
  dueWarningsQuery,
  type FoundGuest,
  type Guest,
  type GuestKey,
  guestKeys,
  guestQuery,
} from '../entities/guest/guest.api';
import { codeOf } from '../entities/gift-card/gift-code.rules';
import { type KeptSession, useSession } from '../entities/session/session';
import { countSale } from '../entities/shift/shift.api';
import { quoteKeys, type Transaction } from '../entities/transaction/transaction.api';
import { keyOf } from '../shared/api/calls';
import { useOnline } from '../shared/api/connection';
import { lazyPart, usePartsAfter } from '../shared/api/lazy-part';
import { restaurantOfTill } from '../entities/restaurant/open-tills.api';
import { useTranslation } from '../shared/i18n/use-translation';
import { useNetwork } from '../shared/network/network';
import { NewVersion } from '../shared/ui/new-version';
import { usePageTitle } from '../shared/ui/page-title';
import { ProblemNotice } from '../shared/ui/problem-notice';
import classes from './cashier-screen.module.css';
import { Check } from './check/check';
import {
  draftAfter,
  draftOfPart,
  EMPTY_DRAFT,
  isAmountFixed,
  receiptNumberOf,
  useDraft,
  type Draft,
} from './check/draft';
import { chargePart, type Division, reopenPart } from './division/division.rules';
import { type Done, Result } from './done/result';
import { DemoGuests } from './find/demo-guests';
import { FindGuest, type FindHandle } from './find/find-guest';
import { useScanner } from './find/use-scanner';
import { giftsAfterRefund, leftToPay } from './gifts/check-gifts.rules';
import { GuestCard } from './guest/guest-card';
import { useGuest } from './guest/use-guest';
import { useKeys } from './keys/use-keys';
import type { Kept } from './offline/offline-desk';
import { KeptResult } from './offline/kept-result';
import { rememberGuest, useOfflineDesk, useOfflineTill, useOutlook } from './offline/till-offline';
import { useOthersSent } from './pin/use-bound-till';
import { RecentActs } from './shift/recent-acts';
import { Strip } from './strip/strip';
import type { Till } from './till/till';
import { TopBar } from './top-bar';
import { useTillWords } from './words/use-till-words';

const CameraScan = lazyPart(() => import('./find/camera-scan').then((module) => module.CameraScan));
const NewGuest = lazyPart(() => import('./find/new-guest').then((module) => module.NewGuest));
const ManualDialog = lazyPart(() =>
  import('../entities/transaction/manual-dialog').then((module) => module.ManualDialog),
);
const ShiftDrawer = lazyPart(() => import('./shift/shift-drawer').then((module) => module.ShiftDrawer));
const WaitingDialog = lazyPart(() => import('./offline/waiting-dialog').then((module) => module.WaitingDialog));
const GiftDrawer = lazyPart(() => import('./gifts/gift-drawer').then((module) => module.GiftDrawer));
const KeysDialog = lazyPart(() => import('./keys/keys-dialog').then((module) => module.KeysDialog));

/** Dialogs and controls load this long after the first screen is complete and shows its answers. */
const PARTS_AFTER_MS = 1_000;

interface CashierScreenProps {
  readonly till: Till;
  readonly onChangeTill: () => void;
}

type Dialog =
  | { readonly kind: 'camera' | 'manual' | 'keys' | 'waiting' }
  /** With the act that it shows first, if one was chosen. */
  | { readonly kind: 'shift'; readonly actId?: string }
  | { readonly kind: 'newGuest'; readonly phone: string }
  /** `code`: the scanned code with which the gift card drawer opens; empty: none was scanned. */
  | { readonly kind: 'gifts'; readonly code: string; readonly receiptRefundId?: string };

/** The cashier's only screen: the guest on the left, the receipt on the right, the shift at the bottom. */
export function CashierScreen({ till, onChangeTill }: CashierScreenProps) {
  const { t, language } = useTranslation('cashier');
  const words = useTillWords();
  const queries = useQueryClient();
  const online = useOnline();
  const network = useNetwork();
  const { pointOfSaleId } = till;
  const [draft, change] = useDraft();
  const [done, setDone] = useState<Done | null>(null);
  /** The last sale that was kept on this device. */
  const [kept, setKept] = useState<Kept | null>(null);
  const [undone, setUndone] = useState(false);
  const [charged, setCharged] = useState<Draft | null>(null);
  /** The last divided check with its sales, kept after all its parts are charged too. */
  const [divided, setDivided] = useState<Division | null>(null);
  /** The guest who has just joined at this till, and the points for joining. */
  const [joined, setJoined] = useState<{ readonly guestId: string; readonly points: number } | null>(null);
  /** The cashier wanted to spend points before a guest was found. */
  const [asksForPoints, setAsksForPoints] = useState(false);
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [saleIsOpen, setSaleIsOpen] = useState(false);
  /** The amount to pay for the current receipt, in minor units, before gift cards; null: no amount was typed. */
  const [payable, setPayable] = useState<number | null>(null);
  const find = useRef<FindHandle>(null);
  const fields = { amount: useRef<HTMLInputElement>(null), points: useRef<HTMLInputElement>(null) };
  const beforeScan = useRef<Draft>(draft);
  const main = useRef<HTMLElement>(null);

  const session = useSession();
  const user = 'user' in session ? session.user : null;
  // A session that has ended, or that this device kept, is not confirmed by the server.
  const isConfirmed = session.state === 'signedIn' && session.isKept !== true;
  const signedIn = useMemo(
    (): KeptSession | null => (user === null || !isConfirmed ? null : { user, network }),
    [user, network, isConfirmed],
  );
  useOfflineTill(user?.id ?? '', till, signedIn);
  const desk = useOfflineDesk();
  useOthersSent(user?.id ?? '', isConfirmed);

  const currentGuest = useGuest(draft.guestId);
  const guest = draft.guestId === null ? null : (currentGuest.data ?? null);

  usePartsAfter(PARTS_AFTER_MS);

  useEffect(() => {
    // Points of the whole family may have changed, so balances are read again; the guests themselves have not changed.
    if (done !== null)
      void queries.invalidateQueries({ queryKey: guestKeys.each, predicate: ({ queryKey }) => queryKey.length > 2 });
  }, [done, queries]);

  // A reopened tab gets its guest back, even while the server is away.
  const lacksGuest = draft.guestId !== null && currentGuest.isError;
  useEffect(() => {
    if (online || desk === null || draft.guestId === null || !lacksGuest) return;
    void desk.findById(draft.guestId).then((found) => {
      if (found === null) return;
      queries.setQueryData(guestQuery(found.id).queryKey, found);
      queries.setQueryData(balanceQuery(found.id).queryKey, found.account);
    });
  }, [online, desk, draft.guestId, lacksGuest, queries]);

  // On a phone the receipt may be scrolled, so its result starts at the top.
  useEffect(() => {
    main.current?.scrollTo(0, 0);
  }, [done]);

  /** Returns the focus to the guest's amount, or to the field that finds a guest. */
  function closeDialog(): void {
    setDialog(null);
    if (done !== null) return;
    requestAnimationFrame(() => {
      if (guest === null) find.current?.focus();
      else fields.amount.current?.focus();
    });
  }

  /** Moves the guest to the receipt; an amount typed before stays. */
  function takeGuest(found: Guest & Partial<Pick<FoundGuest, 'account' | 'dueWarnings'>>, key?: GuestKey | null): void {
    if (online && isWhole(found)) rememberGuest(found, key ?? null);
    queries.setQueryData(guestQuery(found.id).queryKey, found);
    queries.setQueryData(balanceQuery(found.id).queryKey, found.account);
    if (found.dueWarnings !== undefined)
      queries.setQueryData(dueWarningsQuery(found.id).queryKey, { items: found.dueWarnings });
    setDone(null);
    setKept(null);
    setUndone(false);
    setAsksForPoints(false);
    change({ guestId: found.id });
    setDialog(null);
    requestAnimationFrame(() => fields.amount.current?.focus());
  }

  const refreshShift = useCallback(() => void queries.invalidateQueries({ queryKey: keyOf('/api/shifts') }), [queries]);

  // Kept sales have reached the server, which changes the shift.
  const { waiting } = useOutlook();
  const waited = useRef(waiting);
  useEffect(() => {
    if (waiting < waited.current) refreshShift();
    waited.current = waiting;
  }, [waiting, refreshShift]);

  function refreshGuest(): void {
    void queries.invalidateQueries({ queryKey: guestKeys.one(draft.guestId) });
    void queries.invalidateQueries({ queryKey: quoteKeys.each });
    refreshShift();
  }

  function finish(answer: Transaction): void {
    const balance = queries.getQueryData(balanceQuery(draft.guestId ?? '').queryKey);
    setDone({
      answer,
      guestName: guest === null ? null : (guest.name ?? t('guest.noName')),
      lines: draft.lines,
      campaigns: balance?.campaigns ?? [],
      gifts: draft.gifts,
      at: Date.now(),
    });
    setCharged(draft);
    if (draft.division !== null) setDivided(chargePart(draft.division, answer));
    setUndone(false);
    setJoined(null);
    setAsksForPoints(false);
    change(draftAfter(draft, answer, network.currency));
    countSale(queries, answer);
    desk?.copySoon();
  }

  function keep(sale: Kept): void {
    setKept(sale);
    setUndone(false);
    setJoined(null);
    setAsksForPoints(false);
    // Until the server has the sale of a part, its key identifies it.
    const { key: id, guestId } = sale;
    if (draft.division !== null) setDivided(chargePart(draft.division, { id, guestId }));
    change(draftAfter(draft, { id, guestId }, network.currency));
  }

  const next = useCallback(() => {
    setDone(null);
    setKept(null);
    requestAnimationFrame(() => find.current?.focus());
  }, []);

  /** When a part of the last divided check is undone, makes it current again, unless another check is divided. */
  function reopen(saleId: string): void {
    const isFree = draft.amountTyped === '' || draft.division?.orderId === divided?.orderId;
    const division = divided === null || !isFree ? null : reopenPart(divided, saleId);
    if (division === null) return;
    setDivided(division);
    change({ ...EMPTY_DRAFT, receiptNumber: draft.receiptNumber, ...draftOfPart(division, network.currency) });
  }

  function clearGuest(): void {
    change({ guestId: null });
    requestAnimationFrame(() => find.current?.focus());
  }

  /** Goes back one step at a time: first clears the typed input, then the guest. */
  function back(): void {
    if (done !== null || kept !== null) next();
    else if (saleIsOpen) return;
    else if (draft.amountTyped !== '' && !isAmountFixed(draft)) {
      change({ amountTyped: '', pointsToRedeem: 0 });
      fields.amount.current?.focus();
    } else if (guest !== null) clearGuest();
  }

  useScanner({
    onStart: () => {
      beforeScan.current = draft;
    },
    onScan: (text) => {
      if (saleIsOpen || dialog !== null) return;
      const giftCode = codeOf(text);
      if (giftCode !== null) {
        change(beforeScan.current);
        setDialog({ kind: 'gifts', code: giftCode });
        return;
      }
      change({ ...beforeScan.current, guestId: null });
      setDone(null);
      setKept(null);
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
      redeem: () => {
        if (done !== null) return;
        if (guest === null) {
          setAsksForPoints(true);
          find.current?.focus();
        } else {
          fields.points.current?.focus();
          fields.points.current?.select();
        }
      },
      manual: () => {
        if (guest !== null) setDialog({ kind: 'manual' });
      },
      lastActs: () => setDialog({ kind: 'shift' }),
      gifts: () => setDialog({ kind: 'gifts', code: '' }),
      help: () => setDialog({ kind: 'keys' }),
    },
    dialog === null,
  );

  const isReceiptInFront = payable !== null && done === null && kept === null;
  usePageTitle(t('title'));
  return (
    <div className={classes.screen}>
      <TopBar
        till={till}
        onChangeTill={onChangeTill}
        onShowWaiting={() => setDialog({ kind: 'waiting' })}
        isSaleOpen={saleIsOpen}
      />
      <NewVersion isBusy={draft.guestId !== null || draft.amountTyped !== '' || dialog !== null || done !== null} />
      {!online && (
        <div className={classes.gone} role="alert">
          <strong>{t('connection.title')}</strong> {t(desk === null ? 'connection.help' : 'connection.sellsOn')}
        </div>
      )}
      <main ref={main} className={classes.main}>
        <h1 className="visually-hidden">{t('title')}</h1>
        <div className={classes.left}>
          {guest === null ? (
            <>
              <FindGuest
                handle={find}
                onFound={takeGuest}
                onCamera={() => setDialog({ kind: 'camera' })}
                onGiftCard={(code) => setDialog({ kind: 'gifts', code })}
                onNewGuest={(phone) => setDialog({ kind: 'newGuest', phone })}
              />
              <DemoGuests onChoose={(phone) => find.current?.find(phone)} />
              {done === null && (
                <RecentActs pointOfSaleId={pointOfSaleId} onChoose={(actId) => setDialog({ kind: 'shift', actId })} />
              )}
            </>
          ) : (
            <GuestCard
              guest={guest}
              till={till}
              canLeave={!saleIsOpen}
              onLeave={clearGuest}
              onManual={() => setDialog({ kind: 'manual' })}
            />
          )}
          {guest === null && done === null && asksForPoints && (
            <p className={classes.undone} role="status">
              {t('redeem.guestFirst')}
            </p>
          )}
          {guest !== null && joined?.guestId === guest.id && (
            <p className={classes.undone} role="status">
              {t('newGuest.joined', { count: joined.points })}
            </p>
          )}
          {currentGuest.isError && <ProblemNotice words={words(currentGuest.error)} />}
          {undone && (
            <p className={classes.undone} role="status">
              {t('done.undone')}
            </p>
          )}
        </div>
        <div className={classes.right}>
          {kept !== null && <KeptResult kept={kept} onNext={next} />}
          {kept === null && done === null && (
            <Check
              guest={guest}
              till={till}
              draft={draft}
              fields={fields}
              onChange={change}
              onDone={finish}
              onKept={keep}
              onOpenChange={setSaleIsOpen}
              onPayable={setPayable}
            />
          )}
          {kept === null && done !== null && (
            <Suspense>
              <Result
                key={done.answer.id}
                done={done}
                placeName={restaurantOfTill(till, language)}
                onNext={next}
                onUndone={({ id: receiptRefundId }) => {
                  setUndone(true);
                  // An undone part becomes the current one again.
                  if (charged !== null && charged.division !== null) {
                    setDivided(charged.division);
                    change(charged);
                  }
                  refreshShift();
                  next();
                  // A payment by gift card needs a separate refund.
                  if (done.gifts.some(({ kind }) => kind === 'SPENT'))
                    setDialog({ kind: 'gifts', code: '', receiptRefundId });
                }}
              />
            </Suspense>
          )}
        </div>
      </main>
      <Strip
        onWaiting={() => setDialog({ kind: 'waiting' })}
        pointOfSaleId={pointOfSaleId}
        onLastActs={() => setDialog({ kind: 'shift' })}
        onGifts={() => setDialog({ kind: 'gifts', code: '' })}
        onKeys={() => setDialog({ kind: 'keys' })}
      />
      <Suspense>
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
            onRegistered={(registered) => {
              const { available, pending } = registered.balance;
              setJoined({ guestId: registered.id, points: available + pending });
              takeGuest(registered);
            }}
            onKnown={(guestId) => {
              change({ guestId });
              setDialog(null);
            }}
            onClose={closeDialog}
          />
        )}
        {dialog?.kind === 'manual' && guest !== null && (
          <ManualDialog
            guestId={guest.id}
            name={guest.name ?? t('guest.noName')}
            pointOfSaleId={pointOfSaleId}
            words={words}
            onDone={refreshGuest}
            onClose={closeDialog}
          />
        )}
        {dialog?.kind === 'shift' && (
          <ShiftDrawer
            pointOfSaleId={pointOfSaleId}
            guest={guest}
            placeName={restaurantOfTill(till, language)}
            actId={dialog.actId ?? null}
            onChanged={refreshGuest}
            onUndone={reopen}
            onClose={closeDialog}
          />
        )}
        {dialog?.kind === 'gifts' && (
          <GiftDrawer
            pointOfSaleId={pointOfSaleId}
            receiptNumber={receiptNumberOf(draft)}
            code={dialog.code}
            receiptRefundId={dialog.receiptRefundId ?? null}
            left={isReceiptInFront ? leftToPay(payable, draft.gifts) : null}
            onGift={(gift) => {
              if (isReceiptInFront) change({ gifts: [...draft.gifts, gift] });
            }}
            onRefunded={(id, amount) => change({ gifts: giftsAfterRefund(draft.gifts, id, amount) })}
            onClose={() => {
              closeDialog();
              if (isReceiptInFront) requestAnimationFrame(() => fields.amount.current?.focus());
            }}
          />
        )}
        {dialog?.kind === 'waiting' && <WaitingDialog onClose={closeDialog} />}
        {dialog?.kind === 'keys' && <KeysDialog onClose={closeDialog} />}
      </Suspense>
    </div>
  );
}

/** Only a look-up returns everything that the till shows about a guest. */
function isWhole(found: Guest & Partial<FoundGuest>): found is FoundGuest {
  return found.account !== undefined && found.dueWarnings !== undefined && found.rewards !== undefined;
}
