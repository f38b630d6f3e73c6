import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useState } from 'react';
import { shiftQuery } from '../../entities/shift/shift.api';
import { lazyPart } from '../../shared/api/lazy-part';
import { newKey } from '../../shared/api/act-key';
import { currencyDigits } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Keypad } from '../keypad/keypad';
import { checkOf } from '../machine/till.state';
import { AmountField } from './amount-field';
import type { CheckPartProps } from './check-part';
import { CheckStory } from './check-story';
import { CheckTools } from './check-tools';
import classes from './check.module.css';
import { ConfirmCheck } from './confirm-check';
import { isAmountFixed } from '../machine/draft';
import { GuestSpends } from './guest-spends';
import { PayFoot } from './pay-foot';
import { isUnusualAmount } from './unusual-amount.rules';
import { useQuote } from './use-quote';

const AmountQuestion = lazyPart(() => import('./amount-question').then((module) => module.AmountQuestion));
const GiftLines = lazyPart(() => import('../gifts/gift-lines').then((module) => module.GiftLines));

/** The check in front: amount, quote, points to spend, and the one button that records the sale. */
export function Check(props: Omit<CheckPartProps, 'check'>) {
  const { machine, till, fields } = props;
  const { state, send } = machine;
  const { t } = useTranslation('cashier');
  const format = useFormat();
  useQuote(machine);
  const check = checkOf(state);
  const { draft } = state;
  const { guestId, amount, isLocked } = check;
  const part: CheckPartProps = { ...props, check };
  const queries = useQueryClient();
  const [unusual, setUnusual] = useState<number | null>(null);
  const charge = () => send({ kind: 'pressed', key: newKey() });

  function press(): void {
    const sales = queries.getQueryData(shiftQuery(till.pointOfSaleId).queryKey)?.totals;
    const shift = sales === undefined ? null : { count: sales.sales.count, net: sales.received.net };
    const isAsked = state.step.kind === 'ringing' && check.isReady && amount !== null;
    if (isAsked && isUnusualAmount(amount, currencyDigits(format.currency), shift)) setUnusual(amount);
    else charge();
  }

  return (
    <Form className={classes.check} data-guest={guestId !== null} onSubmit={press} aria-label={t('check.label')}>
      <div className={classes.columns}>
        <div className={classes.amount}>
          <AmountField
            label={t('check.amount')}
            typed={draft.amountTyped}
            currency={format.currency}
            locale={format.locale}
            disabled={isLocked}
            readOnly={isAmountFixed(draft)}
            inputRef={fields.amount}
            onChange={(amountTyped) => send({ kind: 'changed', change: { amountTyped } })}
          />
        </div>
        <div className={classes.details}>
          <CheckStory {...part} />
          {guestId !== null && <GuestSpends {...part} guestId={guestId} />}
          {draft.gifts.length > 0 && (
            <Suspense>
              <GiftLines gifts={draft.gifts} payable={check.payable ?? 0} />
            </Suspense>
          )}
          <div className={classes.receipt}>
            <TextInput
              className={classes.number ?? ''}
              label={t('check.receiptNumber')}
              placeholder={t('check.receiptOptional')}
              autoComplete="off"
              maxLength={64}
              disabled={isLocked}
              value={draft.receiptNumber}
              onChange={(event) => send({ kind: 'changed', change: { receiptNumber: event.currentTarget.value } })}
            />
            <CheckTools
              draft={draft}
              amount={amount}
              pointOfSaleId={till.pointOfSaleId}
              quote={check.isCurrent ? check.quote : null}
              disabled={isLocked}
              onChange={(change) => send({ kind: 'changed', change })}
              onClosed={() => fields.amount.current?.focus()}
            />
          </div>
        </div>
        <div className={classes.thumb}>
          <Keypad
            field={fields.amount}
            kind="amount"
            hasDecimals={currencyDigits(format.currency) > 0}
            disabled={isLocked}
          />
          <PayFoot {...part} />
        </div>
      </div>
      {guestId !== null && <ConfirmCheck {...part} guestId={guestId} />}
      <Suspense>
        {unusual !== null && (
          <AmountQuestion
            amount={unusual}
            onYes={() => {
              setUnusual(null);
              charge();
            }}
            onClose={() => {
              setUnusual(null);
              fields.amount.current?.select();
            }}
          />
        )}
      </Suspense>
    </Form>
  );
}
