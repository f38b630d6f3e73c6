import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type AwaitingApproval, type Refund, refundSale } from '../../entities/transaction/transaction.api';
import { useAct } from '../../shared/api/use-act';
import { parseAmount } from '../../shared/format/money';
import { useFormat } from '../../shared/format/use-format';
import { useDecider } from '../../entities/session/decider';
import { useRefundWords } from '../../entities/transaction/use-refund-words';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import formClasses from '../../shared/ui/form.module.css';
import { useTillWords } from '../words/use-till-words';

interface RefundFormProps {
  readonly saleId: string;
  /** The sale's amount not refunded yet, in minor units. */
  readonly left: number;
  readonly onDone: () => void;
}

/** Money back, all that is left of the sale or a part of it. The server says what to hand back and what became of the points. */
export function RefundForm({ saleId, left, onDone }: RefundFormProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const [part, setPart] = useState<'whole' | 'amount'>('whole');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [refund, setRefund] = useState<Refund | AwaitingApproval | null>(null);
  const act = useAct({
    storedAt: `loyalty.act.refund.${saleId}`,
    send: refundSale(saleId),
    onDone: (answer) => {
      setRefund(answer);
      onDone();
    },
  });
  const amount = parseAmount(typed.replace(',', '.'), format.currency);
  const locked = act.open !== null || act.isPending;
  const amountMissing = part === 'amount' && (amount === null || amount === 0);

  function submit(): void {
    setAsked(true);
    if (act.open !== null) return act.submit(act.open.body);
    if (reason.trim() === '' || amountMissing) return;
    const body = { reason: reason.trim() };
    act.submit(part === 'amount' && amount !== null ? { ...body, amount } : body);
  }

  if (refund !== null) return <RefundStory refund={refund} />;
  return (
    <Form className={formClasses.form} onSubmit={submit} aria-label={t('refund.title')}>
      <SegmentedControl
        fullWidth
        size="md"
        value={part}
        disabled={locked}
        aria-label={t('refund.title')}
        onChange={(value) => setPart(value === 'amount' ? 'amount' : 'whole')}
        data={[
          { value: 'whole', label: t('refund.whole') },
          { value: 'amount', label: t('refund.part') },
        ]}
      />
      {part === 'amount' && (
        <TextInput
          label={t('refund.amount')}
          description={t('refund.amountHelp', { amount: format.money(left) })}
          inputMode="decimal"
          disabled={locked}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={asked && amountMissing ? t('refund.amountNeeded') : undefined}
        />
      )}
      <TextInput
        label={t('refund.reason')}
        disabled={locked}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        error={asked && reason.trim() === '' ? t('refund.reasonNeeded') : undefined}
      />
      {act.error !== null && <ProblemNotice words={words(act.error)} />}
      <Button type="submit" size="lg" loading={act.isPending}>
        {act.open !== null
          ? t('take.again')
          : part === 'amount' && amount !== null
            ? t('refund.submitPart', { amount: format.money(amount) })
            : t('refund.submitWhole')}
      </Button>
    </Form>
  );
}

function RefundStory({ refund }: { refund: Refund | AwaitingApproval }) {
  const { t } = useTranslation('cashier');
  const decider = useDecider();
  const format = useFormat();
  const refundWords = useRefundWords();
  const expected = 'refund' in refund ? refund.refund : undefined;
  if (refund.status === 'AWAITING_APPROVAL')
    return (
      <div role="status" className={formClasses.form}>
        <strong>{t('refund.waits', { decider })}</strong>
        {expected !== undefined && refundWords(expected).map((line) => <span key={line}>{line}</span>)}
      </div>
    );
  return (
    <div role="status" className={formClasses.form}>
      <strong>{t('refund.handBack', { amount: format.money(refund.payable) })}</strong>
      {refund.pointsReturned > 0 && <span>{t('refund.returned', { count: refund.pointsReturned })}</span>}
      {refund.pointsTakenBack > 0 && <span>{t('refund.takenBack', { count: refund.pointsTakenBack })}</span>}
      {refund.pointsNotTaken > 0 && <span>{t('refund.notTaken', { count: refund.pointsNotTaken })}</span>}
    </div>
  );
}
