import { NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { PERIODS } from '../../../entities/report/report.api';
import { useRestaurants } from '../../../entities/restaurant/restaurant.api';
import { useTranslation } from '../../../shared/i18n/use-translation';
import classes from './reports.module.css';
import type { useChoice } from './use-choice';

const BY_DATES = 'DATES';

interface PeriodControlsProps extends ReturnType<typeof useChoice> {
  /** The dates of the period on screen, to begin with where dates are chosen. */
  readonly span: { readonly from: string; readonly to: string } | undefined;
  /** Left out on the page of one restaurant. */
  readonly hasRestaurants?: boolean;
}

/** The choice of period and restaurant above a report. */
export function PeriodControls(props: PeriodControlsProps) {
  const { choice, choosePeriod, chooseDates, chooseRestaurant, span, hasRestaurants = true } = props;
  const { t } = useTranslation('admin');
  const restaurants = useRestaurants(hasRestaurants);
  const { period = BY_DATES, from, to, restaurantId } = choice;
  return (
    <div className={classes.controls}>
      <NativeSelect
        label={t('reports.period')}
        value={period}
        data={[...PERIODS, BY_DATES].map((value) => ({
          value,
          label: t(`reports.periods.${value as (typeof PERIODS)[number] | typeof BY_DATES}`),
        }))}
        onChange={({ currentTarget: { value } }) => {
          const name = PERIODS.find((one) => one === value);
          if (name !== undefined) choosePeriod(name);
          else if (span !== undefined) chooseDates(span.from, span.to);
        }}
      />
      {from !== undefined && to !== undefined && (
        <Dates key={`${from} ${to}`} from={from} to={to} onChange={chooseDates} />
      )}
      {hasRestaurants && (
        <NativeSelect
          label={t('reports.restaurant')}
          value={restaurantId ?? ''}
          data={[
            { value: '', label: t('reports.allRestaurants') },
            ...(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={({ currentTarget: { value } }) => chooseRestaurant(value === '' ? null : value)}
        />
      )}
    </div>
  );
}

interface DatesProps {
  readonly from: string;
  readonly to: string;
  readonly onChange: (from: string, to: string) => void;
}

/** Two dates; a date that is still being typed changes nothing. */
export function Dates({ from, to, onChange }: DatesProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState({ from, to });
  function take(change: Partial<typeof typed>): void {
    const next = { ...typed, ...change };
    setTyped(next);
  }
  function settle(): void {
    if (typed.from !== '' && typed.to !== '' && typed.from <= typed.to) onChange(typed.from, typed.to);
  }
  return (
    <>
      <TextInput
        type="date"
        label={t('reports.from')}
        value={typed.from}
        max={typed.to}
        onChange={(event) => take({ from: event.currentTarget.value })}
        onBlur={settle}
      />
      <TextInput
        type="date"
        label={t('reports.to')}
        value={typed.to}
        min={typed.from}
        onChange={(event) => take({ to: event.currentTarget.value })}
        onBlur={settle}
      />
    </>
  );
}
