import { Text } from '@mantine/core';
import type { GiftCard } from '../../entities/gift-card/gift-card.api';
import { codeOf } from '../../entities/gift-card/gift-code.rules';
import { blockGiftCard, correctGiftCard, replaceGiftCard, unblockGiftCard } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { parsePayment } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { GiftChange } from './gift-acts.rules';

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
  const amountOf = (typed: unknown) => parsePayment(String(typed), format.currency, balance);
  const reason = {
    label: t('giftCards.reason'),
    help: t('giftCards.reasonHelp'),
    needed: t('giftCards.reasonNeeded'),
  };
  const form = {
    params: { id },
    title: t(`giftCards.question.${change}`, { last4 }),
    above: <Text>{t(`giftCards.says.${change}`, { balance: format.money(balance) })}</Text>,
    submit: t(`giftCards.yes.${change}`),
    cancel: t('giftCards.no'),
    onDone: (answer: object) => onDone('kind' in answer),
    onClose,
  };
  if (change === 'block') return <ActDialog {...form} of={blockGiftCard} fields={{ reason }} />;
  if (change === 'unblock') return <ActDialog {...form} of={unblockGiftCard} fields={{ reason }} />;
  if (change === 'replace')
    return (
      <ActDialog
        {...form}
        of={replaceGiftCard}
        fields={{
          code: {
            label: t('giftCards.newCode'),
            help: t('giftCards.newCodeHelp'),
            as: 'code',
            check: (code) => codeOf(code) === null && t('giftCards.newCodeWrong'),
          },
          reason,
        }}
        body={({ code }) => ({ code: codeOf(code) ?? '' })}
      />
    );
  return (
    <ActDialog
      {...form}
      of={correctGiftCard}
      fields={{
        amount: {
          label: t('giftCards.takeOff'),
          help: ({ amount }) => leavesOf(amountOf(amount)),
          check: (amount) =>
            amountOf(amount) === null && t('giftCards.takeOffWrong', { balance: format.money(balance) }),
        },
        reason,
      }}
    />
  );

  function leavesOf(amount: number | null): string | undefined {
    return amount === null ? undefined : t('giftCards.takeOffLeaves', { left: format.money(balance - amount) });
  }
}
