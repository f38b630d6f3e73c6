import { type ChoiceOfPlace, PERIODS, type PeriodName } from './report.api';
import { type AddressChange, useAddress } from '../../shared/described/use-address';

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The period and restaurant of a report. They stand in the address, so that a link shows the same. */
export function useChoice(usual: PeriodName) {
  const { address, change } = useAddress();
  const [from, to] = [address.get('from') ?? '', address.get('to') ?? ''];
  const isByDates = DATE.test(from) && DATE.test(to) && from <= to;
  const period = PERIODS.find((name) => name === address.get('period')) ?? usual;
  const restaurantId = address.get('restaurant') ?? undefined;
  const choice: ChoiceOfPlace = {
    ...(isByDates ? { from, to } : { period }),
    ...(restaurantId !== undefined && { restaurantId }),
  };

  const choose = (members: AddressChange) => change(members, { replace: true });

  return {
    choice,
    choosePeriod: (name: PeriodName) => choose({ period: name === usual ? null : name, from: null, to: null }),
    chooseDates: (first: string, last: string) => choose({ period: null, from: first, to: last }),
    chooseRestaurant: (id: string | null) => choose({ restaurant: id }),
  };
}
