import { NativeSelect } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { PERIODS } from './report.api';
import { useRestaurants } from '../restaurant/restaurant.api';
import { fetchCode } from '../../shared/api/fetch-code';
import { useTranslation } from '../../shared/i18n/use-translation';
import classes from './reports.module.css';
import type { useChoice } from './use-choice';

const BY_DATES = 'DATES';
/** Today begins with this choice, and few people choose dates on it. */
const DateRangeField = lazy(() =>
  fetchCode(() => import('../../shared/ui/dates/date-range-field')).then((module) => ({
    default: module.DateRangeField,
  })),
);

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
        <Suspense>
          <DateRangeField label={t('reports.dates')} from={from} to={to} onChange={chooseDates} />
        </Suspense>
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
