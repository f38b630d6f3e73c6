/**
 * The answers of api.md that the screens read, as the server's schemas write them: money in minor units, points in whole
 * points, times RFC 3339. They stand by hand until the client file is made from the OpenAPI document.
 */
export type Role = 'owner' | 'manager' | 'analyst' | 'cashier';

export interface SignedInUser {
  id: string;
  name?: string | null;
  role: Role;
  networkId: string | null;
  restaurantIds: string[];
}

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

export interface NetworkProfile {
  id: string;
  code: string;
  name: string;
  currency: string;
  timeZone: string;
  locale: 'ru' | 'en';
}

export interface Place {
  id: string;
  code: string;
  name: string;
  closedAt: string | null;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

export interface Balance {
  available: number;
  pending: number;
  held: number;
  inReview: number;
  receivable: number;
}

export interface TierStanding {
  code: string | null;
  next: string | null;
  amountToNext: number | null;
  visitsToNext: number | null;
}

export interface GuestBalance extends Balance {
  guestId: string;
  expiring: { points: number; at: string }[];
  tier: TierStanding;
}

export interface Guest {
  id: string;
  externalId: string | null;
  name: string | null;
  /** All but its end may be hidden, by the role of the reader. */
  phone: string | null;
  email: string | null;
  birthDate: string | null;
  birthdayToday: boolean;
  note: string | null;
  cardNumber: string;
  blocked: boolean;
  balance: Balance;
  tier: TierStanding;
  createdAt: string;
  /** Only in the answer of a lookup. */
  rewards?: { id: string; name: string; points: number }[];
}

export interface TraceLine {
  effect: string;
  rule: string;
  amount: number;
  reason: string;
}

interface Recorded {
  id: string;
  status: 'POSTED' | 'QUOTED' | 'AWAITING_APPROVAL';
  guestId: string | null;
  currency: string;
  amount: number;
  discount: number;
  pointsValue: number;
  payable: number;
  balance: Balance | null;
  tier: TierStanding | null;
  programVersion: number | null;
  businessDate: string | null;
  occurredAt: string;
  recordedAt: string;
  trace: TraceLine[];
}

export interface Transaction extends Recorded {
  type: 'SALE' | 'REDEMPTION' | 'MANUAL' | 'AWARD' | 'EXPIRY' | 'TRANSFER';
  receiptNumber: string | null;
  pointsRedeemed: number;
  pointsEarned: number;
  direction: 'CREDIT' | 'DEBIT' | null;
  /** Of a manual act, an award or an expiry. */
  points: number;
  reasonCode: string | null;
}

/** All figures are positive; `payable` is the money to hand back. */
export interface Refund extends Recorded {
  type: 'REFUND';
  refundOf: string;
  reason: string | null;
  pointsReturned: number;
  pointsTakenBack: number;
  pointsNotTaken: number;
}

export type AnyTransaction = Transaction | Refund;

export type RedemptionLimit = 'BALANCE' | 'PROGRAM' | 'MINIMUM' | 'NETWORK';

export interface Quote extends Omit<Transaction, 'id' | 'recordedAt'> {
  redeemable: { min: number; max: number; limitedBy: RedemptionLimit | null };
}

/** What is above the limit of who asked, until a manager has decided. */
export interface AwaitingApproval {
  id: string;
  type: 'MANUAL' | 'REFUND';
  status: 'AWAITING_APPROVAL';
}

interface ShiftSums {
  count: number;
  amount: number;
  points: number;
}

export interface Shift {
  id: string;
  pointOfSaleId: string;
  userId: string;
  businessDate: string;
  openedAt: string;
  closedAt: string | null;
  totals: {
    sales: ShiftSums & { discount: number; payable: number; pointsRedeemed: number; pointsValue: number };
    redemptions: ShiftSums;
    refunds: ShiftSums & { payable: number };
    credits: ShiftSums;
    debits: ShiftSums;
  };
  items: AnyTransaction[];
  nextCursor: string | null;
}

/** The figures of a business date, or of several in all; amounts are gross, what was handed back stands apart. */
export interface DayFigures {
  sales: number;
  guestSales: number;
  amount: number;
  guestAmount: number;
  discount: number;
  payable: number;
  refunds: number;
  refunded: number;
  pointsEarned: number;
  pointsRedeemed: number;
  pointsExpired: number;
  newGuests: number;
  guestSharePpm: number;
  averageCheck: number | null;
  averageCheckWithGuest: number | null;
  averageCheckWithoutGuest: number | null;
}

export interface TodayReport {
  businessDate: string;
  today: DayFigures;
  /** The same weekday a week ago. */
  comparedDate: string;
  compared: DayFigures;
}

export interface DailyReport {
  items: (DayFigures & { businessDate: string })[];
  total: DayFigures;
}
