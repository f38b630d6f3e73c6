import type { GuestSource } from './new-guests.dto';

export interface NewGuestRow {
  /** The other member by which the row is grouped. */
  readonly grouping: 'RESTAURANT' | 'CASHIER' | 'SOURCE' | 'TOTAL';
  readonly restaurantId: string | null;
  readonly restaurant: string | null;
  readonly userId: string | null;
  readonly user: string | null;
  readonly source: GuestSource | null;
  readonly guests: number;
  readonly bought: number;
  readonly again30: number;
  readonly again60: number;
  readonly again90: number;
}
