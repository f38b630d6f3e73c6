import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type GiftCard, refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { actOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import type { GiftChange } from './gift-acts.rules';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import classes from './gift-cards.module.css';

const LONGEST_REASON = 200;
const LONGEST_CODE = 40;
const FIELDS = ['reason', 'code', 'amount'] as const;

interface ChangeDialogProps {
  readonly card: GiftCard;
  readonly change: GiftChange;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Says in words what a change does to the card, and asks for its reason before it is made. */
export function ChangeDialog({ card: { id, last4, balance }, change, onDone, onClose }: ChangeDialogProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const [typedCode, setTypedCode] = useState('');
  const [typedAmount, setTypedAmount] = useState('');
  const [isTried, setTried] = useState(false);
  const afterwards = async () => {
    await refreshGiftCards(queries);
    onDone();
  };
  const block = useChange(actOf('POST', '/api/gift-cards/{id}/block', { id }), afterwards);
  const unblock = useChange(actOf('POST', '/api/gift-cards/{id}/unblock', { id }), afterwards);
  const replace = useChange(actOf('POST', '/api/gift-cards/{id}/replace', { id }), afterwards);
  const correct = useChange(actOf('POST', '/api/gift-cards/{id}/correct', { id }), afterwards);
  const { error, isPending } = { block, unblock, replace, correct }[change];
  const code = codeOf(typedCode);
  const parsed = parseAmount(typedAmount, format.currency);
  const amount = parsed !== null && parsed > 0 && parsed <= balance ? parsed : null;
  const said = reason.trim();

  function submit(): void {
    setTried(true);
    if (said === '') return;
    if (change === 'replace') {
      if (code !== null) replace.mutate({ code, reason: said });
    } else if (change === 'correct') {
      if (amount !== null) correct.mutate({ amount, reason: said });
    } else {
      (change === 'block' ? block : unblock).mutate({ reason: said });
    }
  }

  return (
    <Dialog title={t(`giftCards.question.${change}`, { last4 })} onClose={onClose}>
      <Form className={classes.form} onSubmit={submit}>
        <p className={classes.said}>{t(`giftCards.says.${change}`, { balance: format.money(balance) })}</p>
        {change === 'replace' && (
          <TextInput
            data-autofocus
            label={t('giftCards.newCode')}
            description={t('giftCards.newCodeHelp')}
            inputMode="numeric"
            autoComplete="off"
            maxLength={LONGEST_CODE}
            {...bound(typedCode, setTypedCode)}
            error={isTried && code === null ? t('giftCards.newCodeWrong') : mistakeAt(error, 'code')}
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
            {...bound(typedAmount, setTypedAmount)}
            error={
              isTried && amount === null
                ? t('giftCards.takeOffWrong', { balance: format.money(balance) })
                : mistakeAt(error, 'amount')
            }
          />
        )}
        <TextInput
          data-autofocus={change === 'block' || change === 'unblock' || undefined}
          label={t('giftCards.reason')}
          description={t('giftCards.reasonHelp')}
          maxLength={LONGEST_REASON}
          {...bound(reason, setReason)}
          error={isTried && said === '' ? t('giftCards.reasonNeeded') : mistakeAt(error, 'reason')}
        />
        <FailureNotice error={error} marked={FIELDS} />
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
