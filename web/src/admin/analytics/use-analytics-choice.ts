import { ANALYTICS_PERIODS, type AnalyticsChoice, type AnalyticsPeriod } from '../../entities/analytics/analytics.api';
import { type AddressChange, useAddress } from '../../shared/described/use-address';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const USUAL_PERIOD: AnalyticsPeriod = 'LAST_28_DAYS';

/** The period, restaurants and comparison of the analytics. They stand in the address, so that a link and every tab keep them. */
export function useAnalyticsChoice() {
  const { address, change } = useAddress();
  const [from, to] = [address.get('from') ?? '', address.get('to') ?? ''];
  const isByDates = DATE.test(from) && DATE.test(to) && from <= to;
  const period = ANALYTICS_PERIODS.find((name) => name === address.get('period')) ?? USUAL_PERIOD;
  const restaurantIds = address.get('restaurants') ?? '';
  const choice: AnalyticsChoice = {
    ...(isByDates ? { from, to } : { period }),
    ...(restaurantIds !== '' && { restaurantIds }),
    compare: address.get('compare') === 'year' ? 'year' : 'previous',
  };

  const choose = (members: AddressChange) => change(members, { replace: true });

  return {
    choice,
    restaurantIds: restaurantIds === '' ? [] : restaurantIds.split(','),
    choosePeriod: (name: AnalyticsPeriod) =>
      choose({ period: name === USUAL_PERIOD ? null : name, from: null, to: null }),
    chooseDates: (first: string, last: string) => choose({ period: null, from: first, to: last }),
    chooseRestaurants: (ids: readonly string[]) => choose({ restaurants: ids.join(',') }),
    chooseCompare: (compare: AnalyticsChoice['compare']) => choose({ compare: compare === 'year' ? compare : null }),
  };
}
