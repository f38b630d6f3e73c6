import { localDayOf } from '../basics/dates';
import type { LocalDay } from '../basics/instants';
import type { GiftDay } from './campaign.types';

/** The local day that a gift of `today` names. */
export function dayOfGift(gift: GiftDay, today: LocalDay): LocalDay {
  if ('days' in gift) return today + gift.days;
  const [year = 0, month = 0, day = 0] = gift.date.split('-').map(Number);
  return localDayOf({ year, month, day });
}
