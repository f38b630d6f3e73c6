import { addMonths } from '../../decision';
import { isoDateOf } from '../../platform/clock/calendar';

/** How many days before the end of a card its guest is warned. */
const WARNING_DAYS = 30;

/** The end of a card: a number of months after a payment into it, with the days that follow from it. */
export interface GiftTerm {
  readonly months: number;
  /** The last local day on which the card can be spent (`YYYY-MM-DD`). */
  readonly endsOn: string;
  /** The local day on which the guest is warned of the end. */
  readonly dueOn: string;
}

/** The term of a card after a payment on this local day. Null: the card has no end. */
export function giftTermFrom(localDay: number, months: number | null): GiftTerm | null {
  if (months === null) return null;
  const last = addMonths(localDay, months);
  return { months, endsOn: isoDateOf(last), dueOn: isoDateOf(last - WARNING_DAYS) };
}
