import { Box, Button, Flex, Stack, Text } from '@mantine/core';
import { IconArrowLeft } from '../../shared/icons/icon-arrow-left';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type TransactionDetail, transactionQuery } from '../../entities/transaction/transaction.api';
import { useFormat } from '../../shared/format/use-format';
import { pointsChange } from '../../entities/transaction/points-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { UndoButton } from '../done/undo-button';
import { useUndo } from '../done/use-undo';
import { useGuest } from '../guest/use-guest';
import { PrintSlip } from '../slip/print-slip';
import { useTillWords } from '../words/use-till-words';
import { ClaimReceipt } from './claim-receipt';
import { RefundForm } from './refund-form';
import classes from './shift-drawer.module.css';

interface ActDetailsProps {
  readonly transactionId: string;
  /** The guest on the screen, to whom an anonymous receipt may be given. */
  readonly guest: { readonly id: string; readonly name: string | null } | null;
  readonly placeName: string;
  readonly onChanged: () => void;
  readonly onUndone: (saleId: string) => void;
  readonly onBack: () => void;
}

/** The details of one act: its effects for the guest with reasons, and what can still be done. */
export function ActDetails({ transactionId, onChanged, onBack, ...rest }: ActDetailsProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const queries = useQueryClient();
  const query = transactionQuery(transactionId);
  // Another till may have refunded the act since.
  const act = useQuery({ ...query, staleTime: 0 });
  const change = () => {
    void queries.invalidateQueries({ queryKey: query.queryKey });
    onChanged();
  };
  return (
    <Stack gap={16}>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconArrowLeft size={20} />}
        onClick={onBack}
        className={classes.back ?? ''}
      >
        {t('shift.back')}
      </Button>
      {act.isError && <ProblemNotice words={words(act.error)} />}
      {act.isPending && <Loading />}
      {act.data?.status === 'POSTED' && (
        <ShownAct {...rest} act={act.data} left={leftOf(act.data)} onChanged={change} />
      )}
    </Stack>
  );
}

/** The amount that was not refunded yet, in minor units. */
function leftOf(act: PostedDetail): number {
  const refunds = 'refunds' in act ? act.refunds : [];
  return refunds.reduce((left, refund) => left - refund.amount, act.amount);
}

type PostedDetail = Extract<TransactionDetail, { readonly status: 'POSTED' }>;

interface ShownActProps extends Pick<ActDetailsProps, 'guest' | 'placeName' | 'onChanged' | 'onUndone'> {
  readonly act: PostedDetail;
  readonly left: number;
}

function ShownAct({ act, left, guest, placeName, onChanged, onUndone }: ShownActProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const [undone, setUndone] = useState(false);
  const undo = useUndo({
    transactionId: act.id,
    recordedAt: Date.parse(act.recordedAt),
    onUndone: () => {
      setUndone(true);
      onChanged();
      onUndone(act.id);
    },
  });
  // The refund form stays after the refund, although nothing is left to refund.
  const [couldBeRefunded] = useState(left > 0);
  const isSale = act.type === 'SALE';
  // Only sales and refunds move money.
  const figure =
    isSale || act.type === 'REFUND'
      ? format.money(act.payable)
      : t('shift.points', { value: format.signed(pointsChange(act)) });
  const items = act.items.map(({ name, sku, total }) => ({ name: name ?? sku ?? '', total }));
  const guestName = useGuest(act.guestId).data?.name ?? null;

  return (
    <>
      <Box component="h3" mt={8} mb={-8} fz={16} fw={650}>
        {t(`shift.type.${act.type}`)}
      </Box>
      <div>
        <Text component="div" mb={4} fz={34} fw={700} lts="-0.03em">
          {figure}
        </Text>
        {guestName !== null && <p className={classes.guest}>{guestName}</p>}
        <p className={classes.since}>
          {format.dateTime(act.recordedAt)}
          {act.type !== 'REFUND' && act.receiptNumber !== null && (
            <> · {t('slip.receipt', { number: act.receiptNumber })}</>
          )}
          {isSale && act.attachedAt !== null && <> · {t('slip.attached', { at: format.dateTime(act.attachedAt) })}</>}
        </p>
      </div>
      {act.trace.length > 0 && (
        <ul className={classes.trace}>
          {act.trace.map((line, index) => (
            <li key={`${line.rule}-${index}`}>{line.reason}</li>
          ))}
        </ul>
      )}
      {isSale && (
        <Flex gap={8} wrap="wrap" pt={8}>
          <PrintSlip sale={act} guestName={guestName} placeName={placeName} items={items} isCopy />
          {!undo.isOver && !undone && left === act.amount && <UndoButton undo={undo} />}
        </Flex>
      )}
      {undo.error !== null && <ProblemNotice words={words(undo.error)} />}
      {undone && <p role="status">{t('done.undone')}</p>}
      {isSale && act.guestId === null && guest !== null && !undone && (
        <ClaimReceipt receiptId={act.id} guest={guest} onClaimed={onChanged} />
      )}
      {isSale && !couldBeRefunded && <p className={classes.soft}>{t('refund.nothingLeft')}</p>}
      {isSale && couldBeRefunded && !undone && <RefundForm saleId={act.id} left={left} onDone={onChanged} />}
    </>
  );
}
