/** Time as the decision knows it: instants, local days, and the calendar that joins them. */

/** Milliseconds since 1970-01-01T00:00Z. */
export type Instant = number;
/** Days since 1970-01-01, on the network's calendar. */
export type LocalDay = number;

/** The instant of what never comes: a lot without expiry, a guest for whom nothing is due. `infinity` in the database. */
export const NEVER: Instant = 8_640_000_000_000_000;

/**
 * The end stored in a lot that ends by its guest's inactivity: the start of the last
 * day of 9999, which no other rule can reach. When that is stands in `Counters.inactivity`, and moves with each act.
 */
export const WITH_INACTIVITY: Instant = 253_402_214_400_000;

/** The end of a review that only a person ends: the start of the last day of 9999. */
export const UNTIL_DECIDED: Instant = 253_402_214_400_000;

/** The network's time zone and day start as values. Pure: the same question always has the same answer. */
export interface Calendar {
  localDay(at: Instant): LocalDay;
  /** 0 to 1,439. */
  minuteOfDay(at: Instant): number;
  /** ISO: 1 is Monday, 7 Sunday. */
  weekday(at: Instant): number;
  /** The day that a shift or a daily cap belongs to; it starts at the network's day start. */
  businessDay(at: Instant): LocalDay;
  /** The first instant of a local day; of a midnight that is skipped the first after it, of one that comes twice the first. */
  startOfDay(day: LocalDay): Instant;
}
