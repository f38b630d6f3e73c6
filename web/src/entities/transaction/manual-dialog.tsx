import { Button, NativeSelect, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type ManualBody, recordAct } from './transaction.api';
import { useAct } from '../../shared/api/use-act';
import { useManualLimit } from '../network/network.api';
import { useDecider } from '../session/decider';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import classes from '../../shared/ui/form.module.css';
import { ProblemNotice, type ProblemWords } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { bound } from '../../shared/ui/bound';
import { MANUAL_REASONS } from './manual-reasons';

const DAYS = ['beginsOn', 'endsOn'] as const;

interface ManualDialogProps {
  readonly guestId: string;
  /** The guest's name as the screen shows it. */
  readonly name: string;
  /** Null: not at a till. */
  readonly pointOfSaleId: string | null;
  readonly words: (error: unknown) => ProblemWords;
  /** Restaurants and menu categories for which alone given points may be spent, and the fields that ask for them; left out: everywhere. */
  readonly places?: {
    readonly restaurantIds: readonly string[];
    readonly categories: readonly string[];
    readonly field: ReactNode;
  };
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Points given or taken by hand, with a reason; above one's own limit they wait for somebody else's approval. */
export function ManualDialog({ guestId, name, pointOfSaleId, words, places, onDone, onClose }: ManualDialogProps) {
  const { t } = useTranslation();
  const decider = useDecider();
  const limit = useManualLimit();
  const [direction, setDirection] = useState<ManualBody['direction']>('CREDIT');
  const [points, setPoints] = useState<number | ''>('');
  const [reasonCode, setReasonCode] = useState<string>(MANUAL_REASONS[0]);
  const [comment, setComment] = useState('');
  const [days, setDays] = useState<Record<(typeof DAYS)[number], string>>({ beginsOn: '', endsOn: '' });
  const [asked, setAsked] = useState(false);
  const [outcome, setOutcome] = useState<'POSTED' | 'AWAITING_APPROVAL' | null>(null);
  const act = useAct({
    storedAt: `loyalty.act.manual.${guestId}`,
    send: recordAct<ManualBody>(guestId),
    onDone: (answer) => {
      setOutcome(answer.status === 'AWAITING_APPROVAL' ? 'AWAITING_APPROVAL' : 'POSTED');
      onDone();
    },
  });
  const restaurantIds = [...(places?.restaurantIds ?? [])];
  const categories = [...(places?.categories ?? [])];
  const locked = act.open !== null || act.isPending;

  function submit(): void {
    setAsked(true);
    if (act.open !== null) act.submit(act.open.body);
    else if (points !== '' && points > 0) {
      const said = comment.trim() === '' ? {} : { comment: comment.trim() };
      act.submit({
        type: 'MANUAL',
        direction,
        points,
        reasonCode,
        pointOfSaleId,
        ...said,
        ...(direction === 'CREDIT' ? saidOf(days) : {}),
        ...(direction === 'CREDIT' && restaurantIds.length > 0 && { restaurantIds }),
        ...(direction === 'CREDIT' && categories.length > 0 && { categories }),
      });
    }
  }

  return (
    <Dialog title={t('manual.titleFor', { name })} onClose={onClose}>
      {outcome !== null ? (
        <div className={classes.form}>
          <p role="status">{t(`manual.${outcome}.${direction}`, { count: Number(points), name, decider })}</p>
          <Button size="lg" data-autofocus onClick={onClose}>
            {t('action.close')}
          </Button>
        </div>
      ) : (
        <Form className={classes.form} onSubmit={submit}>
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
          <WholeNumberInput
            label={t('manual.points')}
            data-autofocus
            size="lg"
            min={1}
            disabled={locked}
            value={points}
            onChange={setPoints}
            error={asked && !(Number(points) > 0) ? t('manual.pointsNeeded') : undefined}
            description={limit === null ? undefined : t('manual.limit', { count: limit, decider })}
          />
          {limit !== null && Number(points) > limit && <p role="status">{t('manual.willWait', { decider })}</p>}
          <NativeSelect
            label={t('manual.reason')}
            disabled={locked}
            {...bound(reasonCode, setReasonCode)}
            data={MANUAL_REASONS.map((value) => ({ value, label: t(`manual.reasons.${value}`) }))}
          />
          <Textarea
            label={t('manual.comment')}
            description={t('manual.commentHelp')}
            autosize
            minRows={2}
            maxLength={500}
            disabled={locked}
            {...bound(comment, setComment)}
          />
          {direction === 'CREDIT' &&
            DAYS.map((day) => (
              <TextInput
                key={day}
                type="date"
                label={t(`manual.${day}`)}
                description={t(`manual.${day}Help`)}
                disabled={locked}
                value={days[day]}
                onChange={(event) => setDays({ ...days, [day]: event.currentTarget.value })}
              />
            ))}
          {direction === 'CREDIT' && !locked && places?.field}
          {act.error !== null && <ProblemNotice words={words(act.error)} />}
          <Button type="submit" size="lg" loading={act.isPending}>
            {act.open !== null ? t('manual.again') : t(`manual.submit.${direction}`, { count: Number(points) })}
          </Button>
        </Form>
      )}
    </Dialog>
  );
}

/** First and last day on which points given by hand are valid; a day that was not typed is left out. */
function saidOf(days: Readonly<Record<(typeof DAYS)[number], string>>): Pick<ManualBody, 'beginsOn' | 'endsOn'> {
  return Object.fromEntries(Object.entries(days).filter(([, day]) => day !== ''));
}
