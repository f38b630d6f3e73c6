import { MultiSelect, NativeSelect } from '@mantine/core';
import { ANALYTICS_PERIODS } from '../../entities/analytics/analytics.api';
import { useRestaurants } from '../../entities/restaurant/restaurant.api';
import { localTime } from '../../shared/format/zone';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { DateRangeField } from '../../shared/ui/dates/date-range-field';
import reports from '../../entities/report/reports.module.css';
import classes from './analytics.module.css';
import { useAnalyticsChoice } from './use-analytics-choice';

const BY_DATES = 'DATES';
const COMPARED = ['previous', 'year'] as const;
const DAY_MS = 86_400_000;
const DAYS = 28;

/** The choice of period, restaurants and comparison above every tab. */
export function ChoiceControls() {
  const { t } = useTranslation('admin');
  const { timeZone } = useNetwork();
  const restaurants = useRestaurants();
  const { choice, restaurantIds, choosePeriod, chooseDates, chooseRestaurants, chooseCompare } = useAnalyticsChoice();
  const { period = BY_DATES, from, to, compare } = choice;

  function chooseByDates(): void {
    const today = localTime(new Date().toISOString(), timeZone).slice(0, 'yyyy-mm-dd'.length);
    const daysBefore = (days: number) => new Date(Date.parse(today) - days * DAY_MS).toISOString().slice(0, 10);
    chooseDates(daysBefore(DAYS), daysBefore(1));
  }

  return (
    <div className={`${reports.controls ?? ''} ${classes.onScreen ?? ''}`}>
      <NativeSelect
        label={t('reports.period')}
        value={period}
        data={[...ANALYTICS_PERIODS, BY_DATES].map((value) => ({
          value,
          label: t(`analytics.periods.${value as (typeof ANALYTICS_PERIODS)[number] | typeof BY_DATES}`),
        }))}
        onChange={({ currentTarget: { value } }) => {
          const name = ANALYTICS_PERIODS.find((one) => one === value);
          if (name === undefined) chooseByDates();
          else choosePeriod(name);
        }}
      />
      {from !== undefined && to !== undefined && (
        <DateRangeField label={t('reports.dates')} from={from} to={to} onChange={chooseDates} />
      )}
      <NativeSelect
        label={t('analytics.compare')}
        value={compare}
        data={COMPARED.map((value) => ({ value, label: t(`analytics.compared.${value}`) }))}
        onChange={({ currentTarget: { value } }) => chooseCompare(value === 'year' ? 'year' : 'previous')}
      />
      {(restaurants.data?.length ?? 0) > 1 && (
        <MultiSelect
          flex="1 1 260px"
          maw={480}
          label={t('analytics.restaurants')}
          placeholder={restaurantIds.length === 0 ? t('reports.allRestaurants') : ''}
          value={restaurantIds}
          data={(restaurants.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          searchable
          clearable
          onChange={chooseRestaurants}
        />
      )}
    </div>
  );
}
