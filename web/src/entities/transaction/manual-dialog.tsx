import { Box, Button, Input, NativeSelect, SegmentedControl, Stack, Textarea, TextInput } from '@mantine/core';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from '../../shared/i18n/use-translation';
import { type ManualBody, recordAct } from './transaction.api';
import { useAct } from '../../shared/api/use-act';
import { useManualLimit } from '../network/network.api';
import { useDecider } from '../session/decider';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { ProblemNotice, type ProblemWords } from '../../shared/ui/problem-notice';
import { WholeNumberInput } from '../../shared/ui/whole-number-input';
import { useFields } from '../../shared/ui/use-fields';
import { useReasonChoices } from './manual-reasons';

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
  const reasons = useReasonChoices();
  const [outcome, setOutcome] = useState<'POSTED' | 'AWAITING_APPROVAL' | null>(null);
  const act = useAct({
    storedAt: `loyalty.act.manual.${guestId}`,
    send: recordAct<ManualBody>(guestId),
    onDone: (answer) => {
      setOutcome(answer.status === 'AWAITING_APPROVAL' ? 'AWAITING_APPROVAL' : 'POSTED');
      onDone();
    },
  });
  const { field, values, onSubmit } = useFields({
    // An act whose outcome is unknown is shown as it was sent.
    initial: () => typedOf(act.open?.body),
    check: ({ direction, points, reasonCode }) => ({
      direction: direction === '' && t('manual.directionNeeded'),
      points: !(Number(points) > 0) && t('manual.pointsNeeded'),
      reasonCode: reasonCode === '' && t('manual.reasonNeeded'),
    }),
  });
  const { direction, points } = values;
  const restaurantIds = [...(places?.restaurantIds ?? [])];
  const categories = [...(places?.categories ?? [])];
  const locked = act.open !== null || act.isPending;

  const submitNew = onSubmit(({ comment, beginsOn, endsOn, ...rest }) => {
    if (direction === '') return;
    act.submit({
      type: 'MANUAL',
      ...rest,
      direction,
      points: Number(points),
      pointOfSaleId,
      ...(comment.trim() !== '' && { comment: comment.trim() }),
      ...(direction === 'CREDIT' && {
        ...(beginsOn !== '' && { beginsOn }),
        ...(endsOn !== '' && { endsOn }),
        ...(restaurantIds.length > 0 && { restaurantIds }),
        ...(categories.length > 0 && { categories }),
      }),
    });
  });

  return (
    <Dialog title={t('manual.titleFor', { name })} onClose={onClose}>
      {outcome !== null && direction !== '' ? (
        <Stack gap={16}>
          <p role="status">{t(`manual.${outcome}.${direction}`, { count: Number(points), name, decider })}</p>
          <Button size="lg" data-autofocus onClick={onClose}>
            {t('action.close')}
          </Button>
        </Stack>
      ) : (
        <Form onSubmit={() => (act.open === null ? submitNew() : act.submit(act.open.body))}>
          <Direction {...field('direction')} isDisabled={locked} />
          <WholeNumberInput
            label={t('manual.points')}
            data-autofocus
            size="lg"
            min={1}
            disabled={locked}
            {...field('points')}
            description={limit === null ? undefined : t('manual.limit', { count: limit, decider })}
          />
          {limit !== null && Number(points) > limit && <p role="status">{t('manual.willWait', { decider })}</p>}
          <NativeSelect label={t('manual.reason')} disabled={locked} {...field('reasonCode')} data={reasons} />
          <Textarea
            label={t('manual.comment')}
            description={t('manual.commentHelp')}
            autosize
            minRows={2}
            maxLength={500}
            disabled={locked}
            {...field('comment')}
          />
          {direction === 'CREDIT' && (
            <Box display="grid" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(170px, 1fr))', gap: 12 }}>
              {DAYS.map((day) => (
                <TextInput
                  key={day}
                  type="date"
                  label={t(`manual.${day}`)}
                  description={t(`manual.${day}Help`)}
                  inputWrapperOrder={['label', 'input', 'description', 'error']}
                  disabled={locked}
                  {...field(day)}
                />
              ))}
            </Box>
          )}
          {direction === 'CREDIT' && !locked && places?.field}
          {act.error !== null && <ProblemNotice words={words(act.error)} />}
          <Button type="submit" size="lg" loading={act.isPending}>
            {act.open !== null
              ? t('manual.again')
              : direction === ''
                ? t('manual.title')
                : t(`manual.submit.${direction}`, { count: Number(points) })}
          </Button>
        </Form>
      )}
    </Dialog>
  );
}

/** The first values of the inputs. A new act begins with neither a direction nor a reason. */
function typedOf(kept: ManualBody | undefined) {
  const direction: ManualBody['direction'] | '' = kept?.direction ?? '';
  const points: number | '' = kept?.points ?? '';
  return {
    direction,
    points,
    reasonCode: kept?.reasonCode ?? '',
    comment: kept?.comment ?? '',
    beginsOn: kept?.beginsOn ?? '',
    endsOn: kept?.endsOn ?? '',
  };
}

interface DirectionProps {
  readonly value: ManualBody['direction'] | '';
  readonly error: string | undefined;
  readonly isDisabled: boolean;
  readonly onChange: (direction: ManualBody['direction'] | '') => void;
}

/** Whether points are added or deducted; neither is chosen in advance. */
function Direction({ value, error, isDisabled, onChange }: DirectionProps) {
  const { t } = useTranslation();
  const errorId = useId();
  return (
    <Input.Wrapper error={error} errorProps={{ id: errorId }}>
      <SegmentedControl
        fullWidth
        size="md"
        value={value}
        disabled={isDisabled}
        aria-label={t('manual.direction')}
        {...(error !== undefined && { 'aria-describedby': errorId })}
        onChange={onChange}
        data={[
          { value: 'CREDIT', label: t('manual.credit') },
          { value: 'DEBIT', label: t('manual.debit') },
        ]}
      />
    </Input.Wrapper>
  );
}
