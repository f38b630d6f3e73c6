import { Button, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type GiftCard, refreshGiftCards } from '../../entities/gift-card/gift-card.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
import classes from './gift-cards.module.css';
import { DateField } from '../../shared/ui/dates/date-field';

const LONGEST_ADDRESS = 254;
const LONGEST = 200;

interface SendDialogProps {
  readonly card: GiftCard;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Sends code and PIN of a sold card to a phone or an address, at once or on a later day. */
export function SendDialog({ card: { id, last4, balance }, onDone, onClose }: SendDialogProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const queries = useQueryClient();
  const send = useChange(actOf('POST', '/api/gift-cards/{id}/send', { id }), async () => {
    await refreshGiftCards(queries);
    onDone();
  });
  const { field, marked, onSubmit } = useFields({
    initial: { send: { to: '', on: '', greeting: '' }, reason: '' },
    error: send.error,
    check: (typed) => ({
      'send.to': typed.send.to.trim() === '' && t('giftCards.sending.toNeeded'),
      reason: typed.reason.trim() === '' && t('giftCards.reasonNeeded'),
    }),
  });
  const submit = onSubmit(({ send: { to, on, greeting }, reason }) => {
    const said = greeting.trim();
    send.mutate({
      send: { to: to.trim(), ...(on !== '' && { on }), ...(said !== '' && { greeting: said }) },
      reason: reason.trim(),
    });
  });
  return (
    <Dialog title={t('giftCards.question.send', { last4 })} onClose={onClose}>
      <Form onSubmit={submit}>
        <Text>{t('giftCards.says.send', { balance: format.money(balance) })}</Text>
        <TextInput
          data-autofocus
          label={t('giftCards.sending.to')}
          autoComplete="off"
          maxLength={LONGEST_ADDRESS}
          {...field('send.to')}
        />
        <DateField
          label={t('giftCards.sending.on')}
          description={t('giftCards.sending.onHelp')}
          {...field('send.on')}
        />
        <Textarea
          label={t('giftCards.sending.greeting')}
          autosize
          minRows={2}
          maxLength={LONGEST}
          {...field('send.greeting')}
        />
        <TextInput
          label={t('giftCards.reason')}
          description={t('giftCards.reasonHelp')}
          maxLength={LONGEST}
          {...field('reason')}
        />
        <FailureNotice error={send.error} marked={marked} />
        <div className={classes.acts}>
          <Button type="submit" loading={send.isPending}>
            {t('giftCards.yes.send')}
          </Button>
          <Button variant="default" onClick={onClose}>
            {t('giftCards.no')}
          </Button>
        </div>
      </Form>
    </Dialog>
  );
}
