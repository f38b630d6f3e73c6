import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import { type GiftCard, refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { actOf, call } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { parsePayment, typedAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { TouchKeypad } from '../keypad/touch-keypad';
import { useTillWords } from '../words/use-till-words';
import type { CheckGift } from './check-gifts.rules';
import { GiftEnd } from './gift-end';
import { GiftField } from './gift-field';
import classes from './gifts.module.css';
import { useGiftScan } from './use-gift-scan';

const LONGEST_CODE = 40;
const PIN = /^\d{6}$/;
const PIN_DIGITS = 6;

interface PayByCardProps {
  readonly at: { readonly pointOfSaleId: string; readonly receiptNumber: string | null };
  readonly scanned: string;
  readonly left: number | null;
  readonly onGift: (gift: CheckGift) => void;
}

/** Reads a card's balance by code and PIN, and then charges a part or all of it. */
export function PayByCard({ at, scanned, left, onGift }: PayByCardProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const queries = useQueryClient();
  const [typedCode, setTypedCode] = useState(scanned);
  const [pin, setPin] = useState('');
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const fields = { code: useRef<HTMLInputElement>(null), pin: useRef<HTMLInputElement>(null) };
  const amountField = useRef<HTMLInputElement>(null);
  const reading = useMutation({
    mutationFn: (face: { code: string; pin: string }) => call('POST', '/api/gift-cards/balance', {}, face),
    onSuccess: ({ balance }) => {
      setTried(false);
      setTyped(typedAmount(Math.min(balance, left !== null && left > 0 ? left : balance), format.currency));
    },
  });
  const spending = useChange(actOf('POST', '/api/gift-cards/spend'), ({ card, transaction }) => {
    onGift({ id: transaction.id, kind: 'SPENT', last4: card.last4, amount: transaction.amount });
    reading.reset();
    setTypedCode('');
    setPin('');
    setTried(false);
    fields.code.current?.focus();
    return refreshGiftCards(queries);
  });
  const code = codeOf(typedCode);
  const card = reading.data;
  // Runs before the field is visible, so that an amount typed at once replaces the proposed one.
  useLayoutEffect(() => {
    amountField.current?.focus();
    amountField.current?.select();
  }, [card]);
  const isSpendable = card?.state === 'ACTIVE' && card.balance > 0;
  const most = card === undefined ? 0 : Math.min(card.balance, left ?? card.balance);
  const amount = parsePayment(typed, format.currency, most);

  function edit(set: (typed: string) => void): (typed: string) => void {
    return (next) => {
      set(next);
      reading.reset();
      spending.reset();
    };
  }

  function submit(): void {
    // Enter moves from the code, which a scanner may type, to the PIN.
    if (code !== null && pin === '' && document.activeElement === fields.code.current) {
      fields.pin.current?.focus();
      return;
    }
    setTried(true);
    if (code === null || !PIN.test(pin)) {
      (code === null ? fields.code : fields.pin).current?.focus();
      return;
    }
    if (card === undefined) reading.mutate({ code, pin });
    else if (isSpendable && amount !== null) spending.mutate({ code, pin, amount, ...at });
    else amountField.current?.focus();
  }

  useGiftScan({
    typed: null,
    onCode: (scannedCode) => {
      edit(setTypedCode)(scannedCode);
      setPin('');
      fields.pin.current?.focus();
    },
    onOther: submit,
  });

  const paid = spending.data;
  const error = spending.error ?? reading.error;
  return (
    <Form gap={14} onSubmit={submit}>
      {paid !== undefined && (
        <Paid last4={paid.card.last4} amount={paid.transaction.amount} left={paid.transaction.balance} />
      )}
      <GiftField
        data-autofocus={scanned === '' || undefined}
        kind="code"
        inputRef={fields.code}
        label={t('gifts.code')}
        maxLength={LONGEST_CODE}
        {...bound(typedCode, edit(setTypedCode))}
        error={isTried && code === null ? t('gifts.codeWrong') : undefined}
      />
      <GiftField
        data-autofocus={scanned !== '' || undefined}
        kind="code"
        inputRef={fields.pin}
        label={t('gifts.pin')}
        maxLength={PIN_DIGITS}
        {...bound(pin, edit(setPin))}
        error={isTried && code !== null && !PIN.test(pin) ? t('gifts.pinWrong') : undefined}
      />
      {card !== undefined && <CardBalance card={card} />}
      {isSpendable && (
        <GiftField
          kind="amount"
          inputRef={amountField}
          label={t('gifts.take')}
          description={left === null ? t('gifts.noReceipt') : t('gifts.leftToPay', { amount: format.money(left) })}
          {...bound(typed, setTyped)}
          error={isTried && amount === null ? t('gifts.takeWrong', { most: format.money(most) }) : undefined}
        />
      )}
      {error !== null && <ProblemNotice words={words(error)} />}
      <TouchKeypad field={fields.code} kind="code" />
      {(card === undefined || isSpendable) && (
        <Button type="submit" size="lg" loading={reading.isPending || spending.isPending}>
          {card === undefined ? t('gifts.showBalance') : t('gifts.payYes', { amount: format.money(amount ?? 0) })}
        </Button>
      )}
    </Form>
  );
}

interface PaidProps {
  readonly last4: string;
  /** In minor units, as `left`, the balance after it. */
  readonly amount: number;
  readonly left: number;
}

function Paid({ last4, amount, left }: PaidProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <p className={classes.done} role="status">
      {t('gifts.paid', { last4, amount: format.money(amount), left: format.money(left) })}
    </p>
  );
}

function CardBalance({ card }: { readonly card: Pick<GiftCard, 'state' | 'last4' | 'endsOn' | 'balance'> }) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  return (
    <div role="status">
      <Text c="dimmed">
        {t(`gifts.state.${card.state}`, {
          last4: card.last4,
          day: card.endsOn === null ? '' : format.birthday(card.endsOn),
        })}
      </Text>
      <Text component="div" fz={34} fw={700} lts="-0.03em">
        {format.money(card.balance)}
      </Text>
      {card.state === 'ACTIVE' && <GiftEnd endsOn={card.endsOn} />}
    </div>
  );
}
