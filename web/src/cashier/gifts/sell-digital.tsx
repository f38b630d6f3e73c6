import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTillWords } from '../words/use-till-words';
import type { CheckGift } from './check-gifts.rules';
import { GiftEnd } from './gift-end';
import { GiftField } from './gift-field';
import classes from './gifts.module.css';

const LONGEST_ADDRESS = 254;
const LONGEST_GREETING = 200;

interface SellDigitalProps {
  readonly at: { readonly pointOfSaleId: string; readonly receiptNumber: string | null };
  readonly onGift: (gift: CheckGift) => void;
}

/** Sells a card whose code goes to a phone or an address, at once or on a later day. */
export function SellDigital({ at, onGift }: SellDigitalProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const queries = useQueryClient();
  const [to, setTo] = useState('');
  const [typed, setTyped] = useState('');
  const [on, setOn] = useState('');
  const [greeting, setGreeting] = useState('');
  const [isTried, setTried] = useState(false);
  const toField = useRef<HTMLInputElement>(null);
  const selling = useChange(actOf('POST', '/api/gift-cards/sell-digital'), ({ card, transaction }) => {
    onGift({ id: transaction.id, kind: 'SOLD', last4: card.last4, amount: transaction.amount });
    setTo('');
    setTyped('');
    setOn('');
    setGreeting('');
    setTried(false);
    toField.current?.focus();
    return refreshGiftCards(queries);
  });
  const parsed = parseAmount(typed, format.currency);
  const amount = parsed !== null && parsed > 0 ? parsed : null;
  const receiver = to.trim();
  const wrongTo = mistakeAt(selling.error, 'send.to');
  const wrongDay = mistakeAt(selling.error, 'send.on');

  function submit(): void {
    setTried(true);
    if (receiver === '' || amount === null) return;
    const said = greeting.trim();
    const send = { to: receiver, ...(on !== '' && { on }), ...(said !== '' && { greeting: said }) };
    selling.mutate({ amount, send, ...at });
  }

  const done = selling.data;
  return (
    <Form gap={14} onSubmit={submit}>
      {done !== undefined && (
        <div className={classes.done} role="status">
          <p>
            {t('gifts.paidIn.SOLD', {
              last4: done.card.last4,
              amount: format.money(done.transaction.amount),
            })}
          </p>
          <GiftEnd endsOn={done.card.endsOn} />
        </div>
      )}
      <Text c="dimmed">{t('gifts.digitalHelp')}</Text>
      <TextInput
        ref={toField}
        data-autofocus
        label={t('gifts.to')}
        autoComplete="off"
        maxLength={LONGEST_ADDRESS}
        {...bound(to, setTo)}
        error={isTried && receiver === '' ? t('gifts.toNeeded') : wrongTo}
      />
      <GiftField
        kind="amount"
        label={t('gifts.amount')}
        typed={typed}
        onType={setTyped}
        error={isTried && amount === null ? t('gifts.amountWrong') : undefined}
      />
      <TextInput
        type="date"
        label={t('gifts.on')}
        description={t('gifts.onHelp')}
        {...bound(on, setOn)}
        error={wrongDay === undefined ? undefined : t('gifts.onWrong')}
      />
      <Textarea
        label={t('gifts.greeting')}
        autosize
        minRows={2}
        maxLength={LONGEST_GREETING}
        {...bound(greeting, setGreeting)}
      />
      {selling.error !== null && wrongTo === undefined && wrongDay === undefined && (
        <ProblemNotice words={words(selling.error)} />
      )}
      <Button type="submit" size="lg" loading={selling.isPending}>
        {amount === null ? t('gifts.deed.SOLD') : t('gifts.yes.SOLD', { amount: format.money(amount) })}
      </Button>
    </Form>
  );
}
