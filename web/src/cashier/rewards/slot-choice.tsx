import { Box, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { type RewardSlot, rewardSlotsQuery } from '../../entities/reward/reward.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Loading } from '../../shared/ui/loading';
import { ProblemNotice } from '../../shared/ui/problem-notice';
import { useTillWords } from '../words/use-till-words';
import classes from './slot-choice.module.css';

/** How many of the next appointments are shown. */
const MOST_AT_ONCE = 50;

interface SlotChoiceProps {
  readonly redemptionItemId: string;
  readonly restaurantId: string;
  readonly chosen: string | null;
  /** Whether another till took the appointment meanwhile, so that the list has to be read again. */
  readonly isStale: boolean;
  readonly disabled: boolean;
  readonly onChoose: (slotId: string | null) => void;
}

/** A reward's free appointments by day: at this restaurant, or at none in particular. */
export function SlotChoice({ redemptionItemId, restaurantId, chosen, isStale, disabled, onChoose }: SlotChoiceProps) {
  const { t } = useTranslation('cashier');
  const format = useFormat();
  const words = useTillWords();
  const slots = useQuery({ ...rewardSlotsQuery(redemptionItemId, MOST_AT_ONCE), staleTime: 0 });
  const { refetch } = slots;
  useEffect(() => {
    if (isStale) void refetch();
  }, [isStale, refetch]);

  if (slots.isError) return <ProblemNotice words={words(slots.error)} />;
  if (slots.isPending) return <Loading />;
  const free = slots.data.items.filter(
    (slot) => slot.left > 0 && (slot.restaurantId === null || slot.restaurantId === restaurantId),
  );
  if (free.length === 0) return <Text c="dimmed">{t('slots.none')}</Text>;
  const days = byDay(free, (slot) => format.date(slot.startsAt));
  return (
    <fieldset className={classes.slots} disabled={disabled}>
      <Box component="legend" px={0} pb={10} fw={650}>
        {t('slots.label')}
      </Box>
      {days.map(({ day, slots: ofDay }) => (
        <div key={day} role="group" aria-label={day} className={classes.day}>
          <Text mb={6} c="dimmed" fz={14}>
            {day}
          </Text>
          <div className={classes.times}>
            {ofDay.map(({ id, startsAt, endsAt, left }) => (
              <label key={id} className={classes.slot}>
                <input
                  type="radio"
                  name="slot"
                  className="visually-hidden"
                  checked={chosen === id}
                  onChange={() => onChoose(id)}
                />
                <span className={classes.face}>
                  <span className={classes.time}>
                    {format.time(startsAt)}–{format.time(endsAt)}
                  </span>
                  <Box component="span" c="dimmed" fz={13}>
                    {t('slots.left', { count: left })}
                  </Box>
                </span>
              </label>
            ))}
          </div>
        </div>
      ))}
    </fieldset>
  );
}

function byDay(slots: readonly RewardSlot[], dayOf: (slot: RewardSlot) => string) {
  const days: { day: string; slots: RewardSlot[] }[] = [];
  for (const slot of slots) {
    const day = dayOf(slot);
    const last = days.at(-1);
    if (last?.day === day) last.slots.push(slot);
    else days.push({ day, slots: [slot] });
  }
  return days;
}
