import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { parsePayment } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { Notice } from '../../shared/ui/notice';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { TouchKeypad } from '../keypad/touch-keypad';
import { useTillWords } from '../words/use-till-words';
import type { CheckGift } from './check-gifts.rules';
import { GiftEnd } from './gift-end';
import { GiftField } from './gift-field';
import classes from './gifts.module.css';
import { useGiftScan } from './use-gift-scan';

const LONGEST_CODE = 40;

interface PayIntoCardProps {
  readonly kind: 'SOLD' | 'TOPPED_UP';
  readonly at: { readonly pointOfSaleId: string; readonly receiptNumber: string | null };
  readonly scanned: string;
  readonly onGift: (gift: CheckGift) => void;
}

/** Sells a card or tops up a sold one; the guest pays at the till. */
export function PayIntoCard({ kind, at, scanned, onGift }: PayIntoCardProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const queries = useQueryClient();
  const [typedCode, setTypedCode] = useState(scanned);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const fields = { code: useRef<HTMLInputElement>(null), amount: useRef<HTMLInputElement>(null) };
  const paying = useChange(
    actOf('POST', kind === 'SOLD' ? '/api/gift-cards/sell' : '/api/gift-cards/top-up'),
    (answer) => {
      if (!('kind' in answer)) {
        const { card, transaction } = answer;
        onGift({ id: transaction.id, kind, last4: card.last4, amount: transaction.amount });
      }
      setTypedCode('');
      setTyped('');
      setTried(false);
      fields.code.current?.focus();
      return refreshGiftCards(queries);
    },
  );
  const code = codeOf(typedCode);
  const amount = parsePayment(typed, format.currency);

  function submit(): void {
    // Enter moves from the code, which a scanner may type, to the amount.
    if (code !== null && typed === '' && document.activeElement === fields.code.current) {
      fields.amount.current?.focus();
      return;
    }
    setTried(true);
    if (code === null || amount === null) (code === null ? fields.code : fields.amount).current?.focus();
    else paying.mutate({ code, amount, ...at });
  }

  useGiftScan({
    typed,
    onCode: (scannedCode, before) => {
      setTypedCode(scannedCode);
      setTyped(before);
      fields.amount.current?.focus();
    },
    onOther: submit,
  });

  const done = paying.data;
  return (
    <Form gap={14} onSubmit={submit}>
      {done !== undefined && 'kind' in done && <Notice title={t('gifts.waits')} help={t('gifts.waitsHelp')} />}
      {done !== undefined && !('kind' in done) && (
        <div className={classes.done} role="status">
          <p>
            {t(`gifts.paidIn.${kind}`, {
              last4: done.card.last4,
              amount: format.money(done.transaction.amount),
              balance: format.money(done.transaction.balance),
            })}
          </p>
          <GiftEnd endsOn={done.card.endsOn} />
        </div>
      )}
      <Text c="dimmed">{t(`gifts.help.${kind}`)}</Text>
      <GiftField
        data-autofocus
        kind="code"
        inputRef={fields.code}
        label={t('gifts.code')}
        maxLength={LONGEST_CODE}
        {...bound(typedCode, setTypedCode)}
        error={isTried && code === null ? t('gifts.codeWrong') : undefined}
      />
      <GiftField
        kind="amount"
        inputRef={fields.amount}
        label={t('gifts.amount')}
        {...bound(typed, setTyped)}
        error={isTried && amount === null ? t('gifts.amountWrong') : undefined}
      />
      {paying.error !== null && <ProblemNotice words={words(paying.error)} />}
      <TouchKeypad field={fields.code} kind="code" />
      <Button type="submit" size="lg" loading={paying.isPending}>
        {amount === null ? t(`gifts.deed.${kind}`) : t(`gifts.yes.${kind}`, { amount: format.money(amount) })}
      </Button>
    </Form>
  );
}
