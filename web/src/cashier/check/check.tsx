import { Button, TextInput } from '@mantine/core';
import { lazy, Suspense, useEffect, type RefObject } from 'react';
import type { Guest } from '../../entities/guest/guest.api';
import {
  recordSale,
  type Sale,
  type SpendConfirmation,
  type Transaction,
} from '../../entities/transaction/transaction.api';
import { useOnline } from '../../shared/api/connection';
import { fetchCode } from '../../shared/api/fetch-code';
import { ApiProblem } from '../../shared/api/problem';
import { useAct } from '../../shared/api/use-act';
import { currencyDigits, parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { GuestConfirms } from '../confirm/guest-confirms';
import { useConfirmation } from '../confirm/use-confirmation';
import { useBalance } from '../guest/use-guest';
import type { Till } from '../till/till';
import { useTillWords } from '../words/use-till-words';
import { AmountField, typeKey } from './amount-field';
import classes from './check.module.css';
import type { Draft, DraftChange } from './draft';
import { Keypad } from './keypad';
import { OpenSale } from './open-sale';
import { useRefusedRewards } from './use-refused-rewards';
import { QuoteLines } from './quote-lines';
import { useQuote } from './use-quote';

/** Comes with the first quote: the first load of the till is kept small. */
const PointsControl = lazy(() =>
  fetchCode(() => import('./points-control')).then((module) => ({ default: module.PointsControl })),
);
const RewardsControl = lazy(() =>
  fetchCode(() => import('./rewards-control')).then((module) => ({ default: module.RewardsControl })),
);

/** Where the keys of the screen send the focus. */
export interface CheckFields {
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
  readonly onOpenChange: (isOpen: boolean) => void;
}

/** The receipt of the guest in front: amount, quote, points to spend, and the one button that rings it up. */
export function Check({ guest, till, draft, fields, onChange, onDone, onOpenChange }: CheckProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const online = useOnline();
  const act = useAct<Sale, Transaction>({ storedAt: 'loyalty.act.sale', send: recordSale, onDone });
  const confirmation = useConfirmation(act, confirmedSale);
  const { pointOfSaleId } = till;
  const balance = useBalance(guest?.id ?? null);
  const amount = parseAmount(draft.amountTyped, format.currency);
  const guestId = guest?.id ?? null;
  const live = useQuote({
    guestId,
    pointOfSaleId,
    amount,
    pointsToRedeem: draft.pointsToRedeem,
    redemptionIds: draft.redemptionIds,
    coupons: draft.coupons,
  });
  const locked = act.open !== null || act.isPending;
  const isOpen = act.open !== null && !act.isPending;

  useEffect(() => {
    onOpenChange(act.open !== null);
  }, [act.open, onOpenChange]);
  useFewerPointsWhenRefused(live.error, onChange);
  const refused = useRefusedRewards(live.error, onChange);

  const sale = saleOf();
  const ready = sale !== null && (guest === null || live.isCurrent);
  /** Points that need no confirmation of the guest; null: as many as there are. */
  const free = live.quote?.confirmAbove ?? null;

  function saleOf(): Sale | null {
    if (act.open !== null) return act.open.body;
    if (amount === null) return null;
    const receiptNumber = draft.receiptNumber.trim() === '' ? null : draft.receiptNumber.trim();
    if (guestId === null) return { guestId, body: { pointOfSaleId, receiptNumber, amount } };
    const { pointsToRedeem } = draft;
    const rewards = { redemptionIds: [...draft.redemptionIds], coupons: [...draft.coupons] };
    return { guestId, body: { type: 'SALE', pointOfSaleId, receiptNumber, amount, pointsToRedeem, ...rewards } };
  }

  function submit(): void {
    if (sale === null || !(ready || act.open !== null)) fields.amount.current?.focus();
    else if (act.open === null && free !== null && draft.pointsToRedeem > free)
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

  function primaryWords(): string {
    if (amount === null) return t('take.enterAmount');
    if (guest === null) return t('take.nobody', { amount: format.money(amount) });
    if (live.quote === null) return t('take.waiting');
    const payable = format.money(live.quote.payable);
    const count = live.quote.pointsEarned;
    return count === 0 ? t('take.plain', { payable }) : t('take.earning', { payable, count });
  }

  /** Fewer points than may be spent at all are none. */
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
  const quoteError = act.error === null && !isOpen ? live.error : null;
  return (
    <Form className={classes.check} onSubmit={submit} aria-label={t('check.label')}>
      <div className={classes.entry}>
        <AmountField
          label={t('check.amount')}
          typed={draft.amountTyped}
          currency={format.currency}
          locale={format.locale}
          disabled={locked}
          inputRef={fields.amount}
          onChange={(amountTyped) => change({ amountTyped })}
        />
        <TextInput
          className={classes.receipt ?? ''}
          label={t('check.receiptNumber')}
          placeholder={t('check.receiptOptional')}
          autoComplete="off"
          maxLength={64}
          disabled={locked}
          value={draft.receiptNumber}
          onChange={(event) => change({ receiptNumber: event.currentTarget.value })}
        />
      </div>
      <div className={classes.middle}>
        <div className={classes.quote}>
          {live.quote !== null && (
            <>
              <QuoteLines quote={live.quote} isCurrent={live.isCurrent} />
              <Suspense>
                <PointsControl
                  redeemable={live.quote.redeemable}
                  balance={balance.data}
                  free={free}
                  points={draft.pointsToRedeem}
                  disabled={locked}
                  inputRef={fields.points}
                  onChange={(pointsToRedeem) => {
                    // A field that loses the focus says its points again, also to the question for the confirmation.
                    if (pointsToRedeem !== draft.pointsToRedeem) change({ pointsToRedeem });
                  }}
                />
              </Suspense>
              {guestId !== null && (
                <Suspense>
                  <RewardsControl
                    guestId={guestId}
                    till={till}
                    available={live.quote.rewardsAvailable}
                    redemptionIds={draft.redemptionIds}
                    coupons={draft.coupons}
                    disabled={locked}
                    onChange={(next) => {
                      refused.clear();
                      change(next);
                    }}
                  />
                </Suspense>
              )}
            </>
          )}
          {live.quote === null && (
            <p className={classes.hint}>{guest === null ? t('check.hintNobody') : t('check.hintGuest')}</p>
          )}
          {refused.error !== null && <ProblemNotice words={words(refused.error)} />}
          {quoteError !== null && <ProblemNotice words={words(quoteError)} />}
        </div>
        <Keypad
          hasDecimals={currencyDigits(format.currency) > 0}
          disabled={locked}
          onKey={(key) => change({ amountTyped: typeKey(draft.amountTyped, key, format.currency) })}
        />
      </div>
      <div className={classes.foot}>
        {isOpen && <OpenSale online={online} onPutAside={putAside} />}
        {act.error !== null && !isOpen && confirmation.spend === null && <ProblemNotice words={words(act.error)} />}
        <div className={classes.pay}>
          <div className={classes.paySide}>
            <span className={classes.payLabel}>{t('check.toPay')}</span>
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
          <output className={classes.payable} data-current={guest === null || live.isCurrent || amount === null}>
            {format.money(payable ?? 0)}
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
          {isOpen ? t('take.again') : primaryWords()}
        </Button>
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

function confirmedSale(sale: Sale, confirmation: SpendConfirmation): Sale {
  return sale.guestId === null ? sale : { ...sale, body: { ...sale.body, confirmation } };
}

/** The amount fell below what the points may pay for: as many points as now may be spent, rather than an error. */
function useFewerPointsWhenRefused(error: unknown, onChange: (change: DraftChange) => void): void {
  useEffect(() => {
    if (!(error instanceof ApiProblem)) return;
    if (error.code === 'redemption_limit_exceeded') onChange({ pointsToRedeem: error.numberBeside('max') ?? 0 });
    if (error.code === 'insufficient_points') onChange({ pointsToRedeem: error.numberBeside('available') ?? 0 });
    if (error.code === 'redemption_below_minimum') onChange({ pointsToRedeem: 0 });
  }, [error, onChange]);
}
