import { Text } from '@mantine/core';
import type { PointOfSale } from '../../entities/restaurant/restaurant.api';
import { giveTillAllowance, type TillAllowance } from '../../entities/restaurant/till-allowance.api';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { instantOf, localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Dialog } from '../../shared/ui/dialog';
import { type TypedNumber, WholeNumberInput } from '../../shared/ui/whole-number-input';
import { Submit } from '../../shared/ui/submit';
import { usePointsWorth } from '../../entities/program/use-points-worth';
import { useFields } from '../../shared/ui/use-fields';
import { DateTimeField } from '../../shared/ui/dates/date-time-field';

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
  const give = useChange(giveTillAllowance(till), onDone);
  const { values, field, onSubmit } = useFields({
    initial: {
      points: (before.points === 0 ? limit : Math.min(before.points, limit)) as TypedNumber,
      until: inDays(USUAL_DAYS),
    },
    check: ({ points, until }) => ({
      points: Number(points) === 0 && t('tillAllowance.pointsNeeded'),
      until: (until === '' || until <= inDays(0) || until > inDays(MOST_DAYS)) && t('tillAllowance.untilWrong'),
    }),
  });
  const count = Number(values.points);
  const worth = count === 0 ? null : worthOf(count);
  const submit = onSubmit(({ until }) => give.mutate({ points: count, until: instantOf(until, timeZone) }));

  return (
    <Dialog title={t('tillAllowance.giveOf', { name })} onClose={onClose}>
      <Form onSubmit={submit}>
        <WholeNumberInput
          label={t('tillAllowance.points')}
          description={t('tillAllowance.pointsHelp', { count: limit })}
          data-autofocus
          min={1}
          max={limit}
          clampBehavior="strict"
          {...field('points')}
        />
        <DateTimeField
          label={t('tillAllowance.until')}
          description={t('tillAllowance.untilHelp')}
          min={inDays(0)}
          max={inDays(MOST_DAYS)}
          {...field('until')}
        />
        {worth !== null && <Text c="dimmed">{t('tillAllowance.risk', { worth })}</Text>}
        {before.used > 0 && <Text c="dimmed">{t('tillAllowance.replaces', { used: format.number(before.used) })}</Text>}
        <Submit of={give} text={count === 0 ? t('tillAllowance.give') : t('tillAllowance.submit', { count })} />
      </Form>
    </Dialog>
  );
}
