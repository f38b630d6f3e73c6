import { Button, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type GiftCard, refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { parsePayment } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import type { GiftChange } from './gift-acts.rules';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import classes from './gift-cards.module.css';
import { useFields } from '../../shared/ui/use-fields';

const LONGEST_REASON = 200;
const LONGEST_CODE = 40;

interface ChangeDialogProps {
  readonly card: GiftCard;
  readonly change: Exclude<GiftChange, 'send'>;
  /** `waits`: the change waits for a second person. */
  readonly onDone: (waits: boolean) => void;
  readonly onClose: () => void;
}

/** Says in words what a change does to the card, and asks for its reason before it is made. */
export function ChangeDialog({ card: { id, last4, balance }, change, onDone, onClose }: ChangeDialogProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const afterwards = async (answer: object) => {
    await refreshGiftCards(queries);
    onDone('kind' in answer);
  };
  const block = useChange(actOf('POST', '/api/gift-cards/{id}/block', { id }), afterwards);
  const unblock = useChange(actOf('POST', '/api/gift-cards/{id}/unblock', { id }), afterwards);
  const replace = useChange(actOf('POST', '/api/gift-cards/{id}/replace', { id }), afterwards);
  const correct = useChange(actOf('POST', '/api/gift-cards/{id}/correct', { id }), afterwards);
  const { error, isPending } = { block, unblock, replace, correct }[change];
  const amountOf = (typed: string) => parsePayment(typed, format.currency, balance);
  const { values, field, marked, onSubmit } = useFields({
    initial: { reason: '', code: '', amount: '' },
    error,
    check: (typed) => ({
      reason: typed.reason.trim() === '' && t('giftCards.reasonNeeded'),
      code: change === 'replace' && codeOf(typed.code) === null && t('giftCards.newCodeWrong'),
      amount:
        change === 'correct' &&
        amountOf(typed.amount) === null &&
        t('giftCards.takeOffWrong', { balance: format.money(balance) }),
    }),
  });
  const amount = amountOf(values.amount);
  const submit = onSubmit((typed) => {
    const reason = typed.reason.trim();
    if (change === 'replace') replace.mutate({ code: codeOf(typed.code) ?? '', reason });
    else if (change === 'correct') correct.mutate({ amount: amountOf(typed.amount) ?? 0, reason });
    else (change === 'block' ? block : unblock).mutate({ reason });
  });

  return (
    <Dialog title={t(`giftCards.question.${change}`, { last4 })} onClose={onClose}>
      <Form onSubmit={submit}>
        <Text>{t(`giftCards.says.${change}`, { balance: format.money(balance) })}</Text>
        {change === 'replace' && (
          <TextInput
            data-autofocus
            label={t('giftCards.newCode')}
            description={t('giftCards.newCodeHelp')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={LONGEST_CODE}
            {...field('code')}
          />
        )}
        {change === 'correct' && (
          <TextInput
            data-autofocus
            label={t('giftCards.takeOff')}
            description={
              amount === null ? undefined : t('giftCards.takeOffLeaves', { left: format.money(balance - amount) })
            }
            inputMode="decimal"
            autoComplete="off"
            {...field('amount')}
          />
        )}
        <TextInput
          data-autofocus={change === 'block' || change === 'unblock' || undefined}
          label={t('giftCards.reason')}
          description={t('giftCards.reasonHelp')}
          maxLength={LONGEST_REASON}
          {...field('reason')}
        />
        <FailureNotice error={error} marked={marked} />
        <div className={classes.acts}>
          <Button type="submit" loading={isPending}>
            {t(`giftCards.yes.${change}`)}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('giftCards.no')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
