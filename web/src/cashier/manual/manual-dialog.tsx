import { Button, NativeSelect, NumberInput, SegmentedControl, Textarea } from '@mantine/core';
import { useState, type SyntheticEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../shared/ui/dialog';
import type { KeyedAct } from '../../shared/api/act-key';
import { answerOf, api } from '../../shared/api/client';
import { useAct } from '../../shared/api/use-act';
import type { AwaitingApproval, Guest, ManualBody, Transaction } from '../../shared/api/types';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import classes from '../form.module.css';
import { useTillWords } from '../words/use-till-words';

interface ManualDialogProps {
  readonly guest: Guest;
  readonly pointOfSaleId: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

const REASONS = ['SERVICE_RECOVERY', 'CORRECTION', 'GOODWILL', 'OTHER'] as const;

/** Points given or taken by hand, with a reason; above the cashier's limit they wait for a manager. */
export function ManualDialog({ guest, pointOfSaleId, onDone, onClose }: ManualDialogProps) {
  const { t } = useTranslation('cashier');
  const words = useTillWords();
  const [direction, setDirection] = useState<ManualBody['direction']>('CREDIT');
  const [points, setPoints] = useState<number | ''>('');
  const [reasonCode, setReasonCode] = useState<string>(REASONS[0]);
  const [comment, setComment] = useState('');
  const [asked, setAsked] = useState(false);
  const [outcome, setOutcome] = useState<'POSTED' | 'AWAITING_APPROVAL' | null>(null);
  const act = useAct({
    storedAt: `loyalty.act.manual.${guest.id}`,
    send: (keyed: KeyedAct<ManualBody>) => sendManual(guest.id, keyed),
    onDone: (answer) => {
      setOutcome(answer.status === 'AWAITING_APPROVAL' ? 'AWAITING_APPROVAL' : 'POSTED');
      onDone();
    },
  });
  const locked = act.open !== null || act.isPending;

  function submit(event: SyntheticEvent): void {
    event.preventDefault();
    setAsked(true);
    if (act.open !== null) act.submit(act.open.body);
    else if (points !== '' && points > 0) {
      const said = comment.trim() === '' ? {} : { comment: comment.trim() };
      act.submit({ type: 'MANUAL', direction, points, reasonCode, pointOfSaleId, ...said });
    }
  }

  const name = guest.name ?? t('guest.noName');
  return (
    <Dialog title={t('manual.titleFor', { name })} onClose={onClose}>
      {outcome !== null ? (
        <div className={classes.form}>
          <p role="status">{t(`manual.${outcome}.${direction}`, { count: Number(points), name })}</p>
          <Button size="lg" data-autofocus onClick={onClose}>
            {t('close')}
          </Button>
        </div>
      ) : (
        <form className={classes.form} onSubmit={submit} noValidate>
          <SegmentedControl
            fullWidth
            size="md"
            value={direction}
            disabled={locked}
            aria-label={t('manual.direction')}
            onChange={(value) => setDirection(value === 'DEBIT' ? 'DEBIT' : 'CREDIT')}
            data={[
              { value: 'CREDIT', label: t('manual.credit') },
              { value: 'DEBIT', label: t('manual.debit') },
            ]}
          />
          <NumberInput
            label={t('manual.points')}
            data-autofocus
            size="lg"
            min={1}
            allowDecimal={false}
            allowNegative={false}
            hideControls
            inputMode="numeric"
            disabled={locked}
            value={points}
            onChange={(value) => setPoints(value === '' ? '' : Number(value))}
            error={asked && !(Number(points) > 0) ? t('manual.pointsNeeded') : undefined}
          />
          <NativeSelect
            label={t('manual.reason')}
            disabled={locked}
            value={reasonCode}
            onChange={(event) => setReasonCode(event.currentTarget.value)}
            data={REASONS.map((value) => ({ value, label: t(`manual.reasons.${value}`) }))}
          />
          <Textarea
            label={t('manual.comment')}
            description={t('manual.commentHelp')}
            autosize
            minRows={2}
            maxLength={500}
            disabled={locked}
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          {act.error !== null && <ProblemNotice words={words(act.error)} />}
          <Button type="submit" size="lg" loading={act.isPending}>
            {act.open !== null ? t('take.again') : t(`manual.submit.${direction}`, { count: Number(points) })}
          </Button>
        </form>
      )}
    </Dialog>
  );
}

function sendManual(guestId: string, { key, body }: KeyedAct<ManualBody>): Promise<Transaction | AwaitingApproval> {
  const params = { path: { id: guestId }, header: { 'Idempotency-Key': key } };
  return answerOf(api.POST('/api/guest/{id}/transaction', { params, body }));
}
