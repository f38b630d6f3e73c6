import { Text } from '@mantine/core';
import type { GiftCard } from '../../entities/gift-card/gift-card.api';
import { sendGiftCard } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';

interface SendDialogProps {
  readonly card: GiftCard;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Sends code and PIN of a sold card to a phone or an address, at once or on a later day. */
export function SendDialog({ card: { id, last4, balance }, onDone, onClose }: SendDialogProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (
    <ActDialog
      of={sendGiftCard}
      params={{ id }}
      title={t('giftCards.question.send', { last4 })}
      above={<Text>{t('giftCards.says.send', { balance: format.money(balance) })}</Text>}
      fields={{
        'send.to': { label: t('giftCards.sending.to'), needed: t('giftCards.sending.toNeeded') },
        'send.on': { label: t('giftCards.sending.on'), help: t('giftCards.sending.onHelp') },
        'send.greeting': { label: t('giftCards.sending.greeting'), as: 'area' },
        reason: { label: t('giftCards.reason'), help: t('giftCards.reasonHelp'), needed: t('giftCards.reasonNeeded') },
      }}
      submit={t('giftCards.yes.send')}
      cancel={t('giftCards.no')}
      onDone={() => onDone()}
      onClose={onClose}
    />
  );
}
