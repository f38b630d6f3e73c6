import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parsePayment } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
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

/** Sells a card whose code is sent to a phone or an e-mail address, at once or on a later day. */
export function SellDigital({ at, onGift }: SellDigitalProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const queries = useQueryClient();
  const toField = useRef<HTMLInputElement>(null);
  const selling = useChange(actOf('POST', '/api/gift-cards/sell-digital'), ({ card, transaction }) => {
    onGift({ id: transaction.id, kind: 'SOLD', last4: card.last4, amount: transaction.amount });
    form.reset();
    toField.current?.focus();
    return refreshGiftCards(queries);
  });
  const amountOf = (typed: string) => parsePayment(typed, format.currency);
  const { field, ...form } = useFields({
    initial: { to: '', amount: '', on: '', greeting: '' },
    check: ({ to, amount }) => ({
      to: to.trim() === '' && t('gifts.toNeeded'),
      amount: amountOf(amount) === null && t('gifts.amountWrong'),
    }),
  });
  const amount = amountOf(form.values.amount);
  const wrongTo = mistakeAt(selling.error, 'send.to');
  const wrongDay = mistakeAt(selling.error, 'send.on');
  const submit = form.onSubmit(({ to, on, greeting }) => {
    if (amount === null) return;
    const said = greeting.trim();
    const send = { to: to.trim(), ...(on !== '' && { on }), ...(said !== '' && { greeting: said }) };
    selling.mutate({ amount, send, ...at });
  });

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
        {...field('to')}
        error={field('to').error ?? wrongTo}
      />
      <GiftField kind="amount" label={t('gifts.amount')} {...field('amount')} />
      <TextInput
        type="date"
        label={t('gifts.on')}
        description={t('gifts.onHelp')}
        {...field('on')}
        error={wrongDay === undefined ? undefined : t('gifts.onWrong')}
      />
      <Textarea label={t('gifts.greeting')} autosize minRows={2} maxLength={LONGEST_GREETING} {...field('greeting')} />
      {selling.error !== null && wrongTo === undefined && wrongDay === undefined && (
        <ProblemNotice words={words(selling.error)} />
      )}
      <Button type="submit" size="lg" loading={selling.isPending}>
        {amount === null ? t('gifts.deed.SOLD') : t('gifts.yes.SOLD', { amount: format.money(amount) })}
      </Button>
    </Form>
  );
}
