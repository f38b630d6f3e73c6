import { Box, Button, Flex, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { refreshGiftCards, type TillGift, tillGiftsQuery } from '../../entities/gift-card/gift-card.api';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { parsePayment, typedAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { ReadFailure } from '../../shared/ui/read-failure';
import { useTillWords } from '../words/use-till-words';
import { GiftField } from './gift-field';
import classes from './gifts.module.css';

interface GiftActsProps {
  readonly pointOfSaleId: string;
  /** The refund of the receipt that was just undone; null: none was. */
  readonly receiptRefundId: string | null;
  readonly onRefunded: (spendingId: string, amount: number) => void;
}

/** The last gift card acts of this shift. A payment can be refunded to its card, wholly or in part. */
export function GiftActs({ pointOfSaleId, receiptRefundId, onRefunded }: GiftActsProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const acts = useQuery(tillGiftsQuery(pointOfSaleId));
  const [refundedId, setRefundedId] = useState<string | null>(null);
  const [waits, setWaits] = useState(false);
  return (
    <>
      <Box component="h3" m="8px 0 -8px" fz={16} fw={650}>
        {t('gifts.acts')}
      </Box>
      {waits && <Notice title={t('gifts.waits')} help={t('gifts.waitsHelp')} />}
      {acts.isPending && <Loading />}
      {acts.isError && <ReadFailure reading={acts} />}
      {acts.data?.items.length === 0 && <Text c="dimmed">{t('gifts.none')}</Text>}
      <ul className={classes.acts}>
        {acts.data?.items.map((act) => (
          <li key={act.id}>
            <div className={classes.act}>
              <span className={classes.what}>{t(`gifts.kind.${act.kind}`, { last4: act.last4 })}</span>
              <span className={classes.sum}>{format.money(act.kind === 'SPENT' ? -act.amount : act.amount)}</span>
              <Box component="span" m={0} c="dimmed">
                {format.dateTime(act.recordedAt)}
                {act.receiptNumber !== null && <> · {t('slip.receipt', { number: act.receiptNumber })}</>}
              </Box>
            </div>
            {act.left !== null && act.left > 0 && refundedId !== act.id && (
              <Button
                variant="default"
                mt={8}
                aria-label={t('gifts.refundOf', { last4: act.last4, amount: format.money(act.left) })}
                onClick={() => {
                  setWaits(false);
                  setRefundedId(act.id);
                }}
              >
                {t('gifts.refund')}
              </Button>
            )}
            {act.left === 0 && <Text c="dimmed">{t('gifts.isRefunded')}</Text>}
            {act.left !== null && refundedId === act.id && (
              <RefundToCard
                spending={act}
                left={act.left}
                pointOfSaleId={pointOfSaleId}
                receiptRefundId={receiptRefundId}
                onRefunded={(amount) => {
                  setRefundedId(null);
                  onRefunded(act.id, amount);
                }}
                onWaits={() => {
                  setRefundedId(null);
                  setWaits(true);
                }}
                onLeave={() => setRefundedId(null)}
              />
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

interface RefundToCardProps {
  readonly spending: TillGift;
  readonly left: number;
  readonly pointOfSaleId: string;
  readonly receiptRefundId: string | null;
  readonly onRefunded: (amount: number) => void;
  readonly onWaits: () => void;
  readonly onLeave: () => void;
}

/** Asks for the amount to refund to the card, at most the part that was not refunded yet. */
function RefundToCard({
  spending,
  left,
  pointOfSaleId,
  receiptRefundId,
  onRefunded,
  onWaits,
  onLeave,
}: RefundToCardProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const queries = useQueryClient();
  const [typed, setTyped] = useState(() => typedAmount(left, format.currency));
  const refunding = useChange(actOf('POST', '/api/gift-cards/refund'), async (answer) => {
    await refreshGiftCards(queries);
    if ('kind' in answer) onWaits();
    else onRefunded(answer.transaction.amount);
  });
  const amount = parsePayment(typed, format.currency, left);
  const { id: transactionId, receiptNumber } = spending;
  return (
    <Form
      gap={14}
      onSubmit={() => {
        if (amount !== null) refunding.mutate({ transactionId, amount, pointOfSaleId, receiptNumber, receiptRefundId });
      }}
    >
      <GiftField
        autoFocus
        kind="amount"
        label={t('gifts.refundAmount', { last4: spending.last4 })}
        {...bound(typed, setTyped)}
        error={amount === null ? t('gifts.takeWrong', { most: format.money(left) }) : undefined}
      />
      {refunding.error !== null && <ProblemNotice words={words(refunding.error)} />}
      <Flex gap={8} wrap="wrap">
        <Button type="submit" loading={refunding.isPending}>
          {t('gifts.refundYes', { amount: format.money(amount ?? 0) })}
        </Button>
        <Button variant="default" onClick={onLeave}>
          {t('cancel')}
        </Button>
      </Flex>
    </Form>
  );
}
