import { Text } from '@mantine/core';
import { usePointsWorth } from '../../entities/program/use-points-worth';
import type { PointOfSale } from '../../entities/restaurant/restaurant.api';
import type { TillAllowance } from '../../entities/restaurant/till-allowance.api';
import { replaceTillAllowance } from '../../shared/api/operations';
import { ActDialog } from '../../shared/described/act-form';
import { useFormat } from '../../shared/format/use-format';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';

const DAY_MS = 86_400_000;
/** As the server allows it; a little less, so that what is typed now still holds when it arrives. */
const MOST_DAYS = 31;
const USUAL_DAYS = 7;

interface GiveAllowanceProps {
  readonly name: string;
  readonly till: PointOfSale;
  readonly before: TillAllowance;
  readonly limit: number;
  readonly onDone: (allowance: TillAllowance) => void;
  readonly onClose: () => void;
}

/** Replaces the allowance of a till; shows the most that it can cost. */
export function GiveAllowance({ name, till, before, limit, onDone, onClose }: GiveAllowanceProps) {
  const { t } = useTranslation('admin');
  const format = useFormat();
  const worthOf = usePointsWorth();
  const { timeZone } = useNetwork();
  const inDays = (days: number) => localTime(new Date(Date.now() + days * DAY_MS).toISOString(), timeZone);
  return (
    <ActDialog
      of={replaceTillAllowance}
      params={{ id: till.restaurantId, pointOfSaleId: till.id }}
      title={t('tillAllowance.giveOf', { name })}
      fields={{
        points: {
          label: t('tillAllowance.points'),
          help: t('tillAllowance.pointsHelp', { count: limit }),
          initial: before.points === 0 ? limit : Math.min(before.points, limit),
          most: limit,
          check: (points) => Number(points) === 0 && t('tillAllowance.pointsNeeded'),
        },
        until: {
          label: t('tillAllowance.until'),
          help: t('tillAllowance.untilHelp'),
          initial: inDays(USUAL_DAYS),
          check: (until) => (until <= inDays(0) || until > inDays(MOST_DAYS)) && t('tillAllowance.untilWrong'),
        },
      }}
      below={({ points }) => (
        <>
          {Number(points) > 0 && worthOf(Number(points)) !== null && (
            <Text c="dimmed">{t('tillAllowance.risk', { worth: worthOf(Number(points)) ?? '' })}</Text>
          )}
          {before.used > 0 && (
            <Text c="dimmed">{t('tillAllowance.replaces', { used: format.number(before.used) })}</Text>
          )}
        </>
      )}
      submit={({ points }) =>
        Number(points) === 0 ? t('tillAllowance.give') : t('tillAllowance.submit', { count: Number(points) })
      }
      onDone={onDone}
      onClose={onClose}
    />
  );
}
