import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useRef, useState, type CSSProperties, type RefObject } from 'react';
import type { Guest } from '../../entities/guest/guest.api';
import {
  type Quote,
  quoteKeys,
  quoteQuery,
  recordSale,
  type Sale,
  type SpendConfirmation,
  type Transaction,
} from '../../entities/transaction/transaction.api';
import type { KeyedAct } from '../../shared/api/act-key';
import { useOnline } from '../../shared/api/connection';
import { lazyPart } from '../../shared/api/lazy-part';
import { ApiProblem } from '../../shared/api/problem';
import { useAct } from '../../shared/api/use-act';
import { currencyDigits, parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { leftToPay } from '../gifts/check-gifts.rules';
import { GuestConfirms } from '../confirm/guest-confirms';
import { useConfirmation } from '../confirm/use-confirmation';
import { useBalance } from '../guest/use-guest';
import type { Kept } from '../offline/offline-desk';
import { isOutOfWork, useOfflineDesk } from '../offline/till-offline';
import { Keypad } from '../keypad/keypad';
import { itemsOf } from '../lines/check-line';
import type { Till } from '../till/till';
import { useTillWords } from '../words/use-till-words';
import { AmountField } from './amount-field';
import { CheckTools } from './check-tools';
import classes from './check.module.css';
import { type Draft, type DraftChange, isAmountFixed, partOf, receiptNumberOf } from './draft';
import { OpenSale } from './open-sale';
import { PointsControl } from './points-control';
import { useResumedSale } from './use-resumed-sale';
import { QuoteLines } from './quote-lines';
import { useQuote } from './use-quote';

/** Loads when a guest is shown, so that the till's first load stays small. */
const RewardsControl = lazyPart(() => import('./rewards-control').then((module) => module.RewardsControl));
const GiftLines = lazyPart(() => import('../gifts/gift-lines').then((module) => module.GiftLines));
const QuoteCampaigns = lazyPart(() => import('./quote-campaigns').then((module) => module.QuoteCampaigns));

/** The state of rewards before the first quote, in which a coupon can already be typed. */
const NO_REWARDS: Quote['rewardsAvailable'] = { ready: [], offered: [] };

/** The fields to which the screen's keys move the focus. */
interface CheckFields {
  readonly amount: RefObject<HTMLInputElement | null>;
  readonly points: RefObject<HTMLInputElement | null>;
}

interface CheckProps {
  readonly guest: Guest | null;
  readonly till: Till;
  readonly draft: Draft;
  readonly fields: CheckFields;
  readonly onChange: (change: DraftChange) => void;
  readonly onDone: (answer: Transaction) => void;
  /** Called when the sale was kept on this device. */
  readonly onKept: (kept: Kept) => void;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Called with the amount to pay as far as it is known, in minor units; null: no amount was typed. */
  readonly onPayable: (payable: number | null) => void;
}

/** The current guest's receipt: amount, quote, points to spend, and the one button that records the sale. */
export function Check({ guest, till, draft, fields, onChange, onDone, onKept, onOpenChange, onPayable }: CheckProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const online = useOnline();
  const act = useAct<Sale, Transaction | Kept>({ storedAt: 'loyalty.act.sale', send: recordOrKeep, onDone: finish });
  const confirmation = useConfirmation(act, confirmedSale);
  const { pointOfSaleId } = till;
  const balance = useBalance(guest?.id ?? null);
  const amount = parseAmount(draft.amountTyped, format.currency);
  const guestId = guest?.id ?? null;
  const items = itemsOf(draft.lines);
  const isFixed = isAmountFixed(draft);
  const live = useQuote({
    guestId,
    pointOfSaleId,
    amount,
    pointsToRedeem: draft.pointsToRedeem,
    redemptionIds: draft.redemptionIds,
    coupons: draft.coupons,
    items,
  });
  const locked = act.open !== null || act.isPending;
  /** The sale was sent, but no answer came. */
  const isOpen = act.open !== null;

  useEffect(() => {
    onOpenChange(act.open !== null);
  }, [act.open, onOpenChange]);
  const queries = useQueryClient();
  useEffect(() => {
    // A refused sale shows that something has changed since its quote, so the quote is requested again.
    if (act.error !== null) void queries.invalidateQueries({ queryKey: quoteKeys.each });
  }, [act.error, queries]);
  useResumedSale(online && isOpen && !act.isPending, () => {
    if (act.open !== null) confirmation.submit(act.open.body);
  });

  // On a phone the keypad covers a part of the page, so the quote is scrolled into view when a guest or figures arrive.
  const story = useRef<HTMLDivElement>(null);
  const hasQuote = live.quote !== null;
  useEffect(() => {
    if (guestId !== null) story.current?.scrollIntoView({ block: 'nearest' });
  }, [guestId, balance.isSuccess, hasQuote]);

  const desk = useOfflineDesk();
  const [notKept, setNotKept] = useState<'full' | 'broken' | 'unfit' | null>(null);
  const keeps = useRef(false);
  const sale = saleOf();
  const ready = sale !== null && (guest === null || live.isCurrent);
  /** The most points that need no confirmation by the guest; null: no limit. */
  const free = live.quote?.confirmAbove ?? null;
  const needsConfirmation = free !== null && draft.pointsToRedeem > free;

  function saleOf(): Sale | null {
    if (act.open !== null) return act.open.body;
    if (amount === null) return null;
    const receipt = { pointOfSaleId, receiptNumber: receiptNumberOf(draft), amount, items, ...partOf(draft) };
    if (guestId === null) return { guestId, body: receipt };
    const { pointsToRedeem } = draft;
    const rewards = { redemptionIds: [...draft.redemptionIds], coupons: [...draft.coupons] };
    return { guestId, body: { type: 'SALE', ...receipt, pointsToRedeem, ...rewards } };
  }

  /** Records the sale. Where the server can't do so now, this device keeps the sale under the same key. */
  async function recordOrKeep(sent: KeyedAct<Sale>): Promise<Transaction | Kept> {
    try {
      return await recordSale(sent);
    } catch (error) {
      if (desk === null || !isOutOfWork(error) || !fitsOffline(sent.body)) throw error;
      return desk.keep(sent.body, sent.key, guestName()).catch(() => Promise.reject(error as Error));
    }
  }

  function finish(answer: Transaction | Kept): void {
    if (!('campaignPoints' in answer)) {
      onDone(answer);
      return;
    }
    confirmation.close();
    onKept(answer);
  }

  function guestName(): string | null {
    return guest === null ? null : (guest.name ?? t('guest.noName'));
  }

  /** Keeps a sale without the server. A sale without an answer keeps its key, so it is recorded once. */
  async function keep(kept: Sale): Promise<void> {
    if (desk === null || keeps.current) return;
    if (!fitsOffline(kept)) {
      setNotKept('unfit');
      return;
    }
    keeps.current = true;
    setNotKept(null);
    try {
      const told = await desk.keep(kept, act.open?.key ?? null, guestName());
      confirmation.close();
      act.putAside();
      onKept(told);
    } catch (error) {
      setNotKept(error instanceof ApiProblem ? 'unfit' : reasonOf(error));
    } finally {
      keeps.current = false;
    }
  }

  function submit(): void {
    if (sale !== null && !online && desk !== null && (ready || isOpen)) {
      void keep(sale);
      return;
    }
    if (sale === null || !(ready || act.open !== null)) fields.amount.current?.focus();
    else if (act.open === null && free !== null && needsConfirmation)
      confirmation.ask(sale, { points: draft.pointsToRedeem, free });
    else confirmation.submit(sale);
  }

  function change(next: DraftChange): void {
    confirmation.close();
    onChange(next);
  }

  function backToPoints(): void {
    confirmation.close();
    requestAnimationFrame(() => fields.points.current?.focus());
  }

  function putAside(): void {
    confirmation.close();
    act.putAside();
  }

  /** The button's text: what it will do, or what is still missing. */
  function primaryWords(): string {
    if (amount === null) return t('take.enterAmount');
    if (guest === null) return t('take.nobody', { amount: format.money(leftToPay(amount, draft.gifts)) });
    if (live.refusedPart === 'points' && live.quote !== null) return pointsWords(live.quote.redeemable);
    if (live.error !== null) return words(live.error).title;
    if (live.quote === null) return t('take.waiting');
    const payable = format.money(leftToPay(live.quote.payable, draft.gifts));
    const { pointsRedeemed, pointsEarned: count } = live.quote;
    if (needsConfirmation) return t('take.confirming', { payable, count: draft.pointsToRedeem });
    if (pointsRedeemed > 0)
      return count === 0
        ? t('take.spendingOnly', { payable, count: pointsRedeemed })
        : t('take.spending', { payable, spent: format.number(pointsRedeemed), count });
    return count === 0 ? t('take.plain', { payable }) : t('take.earning', { payable, count });
  }

  function pointsWords({ min, max }: Quote['redeemable']): string {
    return draft.pointsToRedeem > max ? t('take.tooMany', { max }) : t('take.tooFew', { min });
  }

  /** Gets a quote of the receipt with other rewards. */
  function tryRewards(rewards: Pick<Draft, 'redemptionIds' | 'coupons'>): Promise<unknown> {
    const sale = { pointOfSaleId, amount: amount ?? 0, pointsToRedeem: 0, items, ...rewards };
    return queries.query(quoteQuery(guestId ?? '', sale));
  }

  /** The choice to spend fewer points; a number below the minimum becomes zero. */
  function fewerOf(points: number): { readonly points: number; readonly onChoose: () => void } {
    const pointsToRedeem = points < (live.quote?.redeemable.min ?? 0) ? 0 : points;
    return {
      points: pointsToRedeem,
      onChoose: () => {
        change({ pointsToRedeem });
        backToPoints();
      },
    };
  }

  const payable = guest === null ? amount : (live.quote?.payable ?? amount);
  const shownPayable = format.money(Math.max(0, leftToPay(payable ?? 0, draft.gifts)));
  useEffect(() => {
    onPayable(amount === null ? null : payable);
  }, [amount, payable, onPayable]);
  const quoteError = act.error === null && !isOpen && live.refusedPart === null ? live.error : null;
  return (
    <Form className={classes.check} data-guest={guest !== null} onSubmit={submit} aria-label={t('check.label')}>
      <div className={classes.columns}>
        <div className={classes.amount}>
          <AmountField
            label={t('check.amount')}
            typed={draft.amountTyped}
            currency={format.currency}
            locale={format.locale}
            disabled={locked}
            readOnly={isFixed}
            inputRef={fields.amount}
            onChange={(amountTyped) => change({ amountTyped })}
          />
        </div>
        <div className={classes.details}>
          <div ref={story} className={classes.story}>
            {guest !== null && (
              <QuoteLines quote={live.quote} isCurrent={live.isCurrent || live.refusedPart !== null} />
            )}
            {guest !== null && live.quote !== null && (
              <Suspense>
                <QuoteCampaigns quote={live.quote} campaigns={balance.data?.campaigns ?? []} />
              </Suspense>
            )}
            {guest === null && <p className={classes.hint}>{t('check.hintNobody')}</p>}
            {isOpen && <OpenSale online={online} onPutAside={putAside} />}
            {act.error !== null && !isOpen && confirmation.spend === null && <ProblemNotice words={words(act.error)} />}
            {notKept !== null && (
              <ProblemNotice
                words={{ title: t(`offline.notKept.${notKept}.title`), help: t(`offline.notKept.${notKept}.help`) }}
              />
            )}
            {quoteError !== null && <ProblemNotice words={words(quoteError)} />}
          </div>
          {guestId !== null && (
            <>
              <div className={classes.points}>
                <PointsControl
                  redeemable={live.quote?.redeemable ?? null}
                  hasAmount={amount !== null}
                  isCurrent={live.isCurrent}
                  balance={balance.data}
                  restaurantId={till.restaurantId}
                  free={free}
                  points={draft.pointsToRedeem}
                  disabled={locked}
                  inputRef={fields.points}
                  onChange={(pointsToRedeem) => {
                    // A field that loses the focus reports its points again, also while the confirmation is open.
                    if (pointsToRedeem !== draft.pointsToRedeem) change({ pointsToRedeem });
                  }}
                  onLeave={() => fields.amount.current?.focus()}
                />
              </div>
              <Suspense>
                <RewardsControl
                  key={guestId}
                  guestId={guestId}
                  till={till}
                  available={live.quote?.rewardsAvailable ?? NO_REWARDS}
                  amount={amount}
                  used={{ redemptionIds: draft.redemptionIds, coupons: draft.coupons }}
                  error={live.refusedPart === 'rewards' ? live.error : null}
                  disabled={locked}
                  onTry={tryRewards}
                  onChange={change}
                />
              </Suspense>
            </>
          )}
          {draft.gifts.length > 0 && (
            <Suspense>
              <GiftLines gifts={draft.gifts} payable={payable ?? 0} />
            </Suspense>
          )}
          <div className={classes.receipt}>
            <TextInput
              className={classes.number ?? ''}
              label={t('check.receiptNumber')}
              placeholder={t('check.receiptOptional')}
              autoComplete="off"
              maxLength={64}
              disabled={locked}
              value={draft.receiptNumber}
              onChange={(event) => change({ receiptNumber: event.currentTarget.value })}
            />
            <CheckTools
              draft={draft}
              amount={amount}
              pointOfSaleId={pointOfSaleId}
              quote={live.isCurrent ? live.quote : null}
              disabled={locked}
              onChange={change}
              onClosed={() => fields.amount.current?.focus()}
            />
          </div>
        </div>
        <div className={classes.thumb}>
          <Keypad
            field={fields.amount}
            kind="amount"
            hasDecimals={currencyDigits(format.currency) > 0}
            disabled={locked}
          />
          <div className={classes.foot}>
            <div className={classes.pay}>
              <div className={classes.payHead}>
                <span className={classes.payLabel}>{t(draft.gifts.length > 0 ? 'gifts.left' : 'check.toPay')}</span>
                {live.quote !== null && live.quote.redeemable.max > 0 && (
                  <button
                    type="button"
                    className={classes.spend}
                    onClick={() => fields.points.current?.scrollIntoView({ block: 'center' })}
                  >
                    {t('redeem.short', {
                      points: format.number(draft.pointsToRedeem),
                      max: format.number(live.quote.redeemable.max),
                    })}
                  </button>
                )}
              </div>
              <output
                className={classes.payable}
                style={{ '--characters': shownPayable.length } as CSSProperties}
                data-current={guest === null || live.isCurrent || amount === null}
              >
                {shownPayable}
              </output>
            </div>
            <Button
              type="submit"
              className={classes.primary ?? ''}
              fullWidth
              loading={act.isPending}
              disabled={!ready && act.open === null}
              rightSection={<kbd className={classes.enter}>Enter</kbd>}
            >
              {isOpen ? t(!online && desk !== null ? 'offline.keepOpen' : 'take.again') : primaryWords()}
            </Button>
          </div>
        </div>
      </div>
      {guestId !== null && confirmation.spend !== null && (
        <GuestConfirms
          guestId={guestId}
          confirmation={confirmation}
          fewer={fewerOf(confirmation.spend.free)}
          onClose={backToPoints}
        />
      )}
    </Form>
  );
}

/** Whether the sale can be decided offline; only the server can judge rewards and coupons. */
function fitsOffline(sale: Sale): boolean {
  return sale.guestId === null || [...(sale.body.redemptionIds ?? []), ...(sale.body.coupons ?? [])].length === 0;
}

function reasonOf(error: unknown): 'full' | 'broken' {
  return error instanceof Error && 'reason' in error && error.reason === 'full' ? 'full' : 'broken';
}

function confirmedSale(sale: Sale, confirmation: SpendConfirmation): Sale {
  return sale.guestId === null ? sale : { ...sale, body: { ...sale.body, confirmation } };
}
