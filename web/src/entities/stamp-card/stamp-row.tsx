import { Box, Flex, Text } from '@mantine/core';
import { IconCheck } from '../../shared/icons/icon-check';
import { IconGift } from '../../shared/icons/icon-gift';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './stamp-row.module.css';

interface StampRowProps {
  readonly name: string;
  /** On the card that is begun; below zero: owed after a refund. */
  readonly collected: number;
  readonly size: number;
  /** How many of the collected were stamped just now. */
  readonly fresh?: number;
  /** Full cards of all time. */
  readonly completed?: number;
  /** When the stamps of the card that is begun end; null: never. */
  readonly endsAt?: string | null;
}

/** More than these are no longer counted at one look: they are a bar. */
const MOST_DRAWN = 20;

/** A stamp card as it would lie on the counter: a place for each stamp, the reward at the last. */
export function StampRow({ name, collected, size, fresh = 0, completed = 0, endsAt = null }: StampRowProps) {
  const { t } = useTranslation('shared');
  const format = useFormat();
  const there = Math.max(0, collected);
  return (
    <Box miw={0}>
      <Flex component="p" gap={12} align="baseline" justify="space-between" mt={0} mb={6}>
        <span className={classes.name}>{name}</span>
        <Box component="span" flex="none" c="dimmed">
          {t('stamps.count', { collected: format.number(collected), size })}
        </Box>
      </Flex>
      {size > MOST_DRAWN ? (
        <div className={classes.bar} aria-hidden>
          <span style={{ width: `${String((there / size) * 100)}%` }} />
        </div>
      ) : (
        <Flex gap={6} wrap="wrap" aria-hidden>
          {Array.from({ length: size }, (_, place) => (
            <span
              key={place}
              className={classes.place}
              data-stamped={place < there}
              data-fresh={place < there && place >= there - fresh}
            >
              <Mark isStamped={place < there} isLast={place === size - 1} />
            </span>
          ))}
        </Flex>
      )}
      <Notes collected={collected} completed={completed} endsAt={endsAt} />
    </Box>
  );
}

function Mark({ isStamped, isLast }: { readonly isStamped: boolean; readonly isLast: boolean }) {
  if (isStamped) return <IconCheck size={16} stroke={2.75} />;
  return isLast ? <IconGift size={16} stroke={1.75} /> : null;
}

function Notes({ collected, completed, endsAt }: Required<Pick<StampRowProps, 'collected' | 'completed' | 'endsAt'>>) {
  const { t } = useTranslation('shared');
  const format = useFormat();
  const notes = [
    ...(collected < 0 ? [t('stamps.owed', { count: -collected })] : []),
    ...(endsAt === null ? [] : [t('stamps.endsAt', { date: format.date(endsAt) })]),
    ...(completed > 0 ? [t('stamps.completed', { count: completed })] : []),
  ];
  return notes.length === 0 ? null : (
    <Text mt={6} c="dimmed" fz={14} lh={1.4}>
      {notes.join(' ')}
    </Text>
  );
}
