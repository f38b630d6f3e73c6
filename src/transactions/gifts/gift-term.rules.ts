import { addMonths } from '../../decision';
import { isoDateOf } from '../../platform/clock/calendar';

/** Days before its end at which the guest who has a card is told. */
const WARNING_DAYS = 30;

/** The end of a card: months from a payment into it, and the days that follow from them. */
export interface GiftTerm {
  readonly months: number;
  /** The last local day on which the card can be spent (`YYYY-MM-DD`). */
  readonly endsOn: string;
  /** The local day on which the guest is told of it. */
  readonly dueOn: string;
}

/** The term of a card into which money was paid on this local day; null: it never ends. */
export function giftTermFrom(localDay: number, months: number | null): GiftTerm | null {
  if (months === null) return null;
  const last = addMonths(localDay, months);
  return { months, endsOn: isoDateOf(last), dueOn: isoDateOf(last - WARNING_DAYS) };
}
