import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconArrowLeft } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { useAct } from '../../shared/api/use-act';
import type { ActAnswer, ShiftItem } from '../../shared/api/types';
import { useFormat } from '../../shared/format/use-format';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import formClasses from '../form.module.css';
import { SaleSlip } from '../slip/sale-slip';
import { useTillWords } from '../words/use-till-words';
import { UndoButton } from '../done/undo-button';
import { useUndo } from '../done/use-undo';
import { RefundForm } from './refund-form';
import classes from './shift-drawer.module.css';

interface ActDetailsProps {
  readonly item: ShiftItem;
  /** The guest who is on the screen: a receipt of nobody may become theirs. */
  readonly guest: { readonly id: string; readonly name: string | null } | null;
  readonly placeName: string;
  readonly onChanged: () => void;
  readonly onBack: () => void;
}

/** One act again: what the guest got and why, and what can still be done about it. */
export function ActDetails({ item, guest, placeName, onChanged, onBack }: ActDetailsProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const [claimed, setClaimed] = useState(false);
  const [undone, setUndone] = useState(false);
  const undo = useUndo({
    transactionId: item.id,
    recordedAt: Date.parse(item.recordedAt),
    onUndone: () => {
      setUndone(true);
      onChanged();
    },
  });
  const details = useQuery({
    queryKey: ['transaction', item.id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/transactions/{id}', { params: { path: { id: item.id } }, signal })),
  });
  const claim = useAct({
    storedAt: `loyalty.act.claim.${item.id}`,
    send: sendClaim,
    onDone: () => {
      setClaimed(true);
      onChanged();
    },
  });

  return (
    <div className={classes.report}>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconArrowLeft size={20} />}
        onClick={onBack}
        className={classes.back ?? ''}
      >
        {t('shift.back')}
      </Button>
      <p className={classes.since}>
        {format.dateTime(item.recordedAt)}
        {item.receiptNumber !== null && <> · {t('slip.receipt', { number: item.receiptNumber })}</>}
      </p>
      {details.isError && <ProblemNotice words={words(details.error)} />}
      {details.data !== undefined && details.data.trace.length > 0 && (
        <ul className={classes.trace}>
          {details.data.trace.map((line, index) => (
            <li key={`${line.rule}-${index}`}>{line.reason}</li>
          ))}
        </ul>
      )}
      {claimed && <p role="status">{t('claim.done', { name: guest?.name ?? t('guest.noName') })}</p>}
      {claim.error !== null && <ProblemNotice words={words(claim.error)} />}
      {item.type === 'SALE' && item.guestId === null && guest !== null && !claimed && (
        <div className={formClasses.form}>
          <p className={formClasses.soft}>{t('claim.help')}</p>
          <Button
            variant="default"
            loading={claim.isPending}
            onClick={() => claim.submit({ receiptId: item.id, guestId: guest.id })}
          >
            {t('claim.submit', { name: guest.name ?? t('guest.noName') })}
          </Button>
        </div>
      )}
      {details.data !== undefined && (
        <div className={classes.foot}>
          <Button variant="default" size="lg" onClick={() => window.print()}>
            {t('done.print')}
          </Button>
          {item.type === 'SALE' && !undo.isOver && !undone && <UndoButton undo={undo} />}
          <SaleSlip answer={details.data} guestName={item.guestName ?? null} placeName={placeName} />
        </div>
      )}
      {undo.error !== null && <ProblemNotice words={words(undo.error)} />}
      {undone && <p role="status">{t('done.undone')}</p>}
      {item.type === 'SALE' && item.status === 'POSTED' && !undone && <RefundForm sale={item} onDone={onChanged} />}
    </div>
  );
}

function sendClaim({ key, body }: KeyedAct<{ receiptId: string; guestId: string }>): Promise<ActAnswer> {
  const params = { path: { id: body.receiptId }, header: { 'idempotency-key': key } };
  return answerOf(api.POST('/api/receipts/{id}/claim', { params, body: { guestId: body.guestId } }));
}
