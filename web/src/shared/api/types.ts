/**
 * The shapes of api.md that the screens use. They are written by hand until the server's OpenAPI document carries them
 * all; every name and unit is that of the page (money in minor units, points in whole points, times RFC 3339).
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
  name: string;
  currency: string;
  timeZone: string;
  locale: string;
}

export interface Place {
  id: string;
  code: string;
  name: string;
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

export interface Guest {
  id: string;
  externalId: string | null;
  phone: string | null;
  name: string | null;
  birthDate: string | null;
  cardNumber: string;
  createdAt: string;
  tier: TierStanding;
  balance: Balance;
  note: string | null;
  birthdayToday: boolean;
  blocked: boolean;
  rewards?: { id: string; name: string; points: number }[];
}

export interface TraceLine {
  effect: string;
  amount: number;
  rule: string;
  reason: string;
}

export interface ActAnswer {
  id: string | null;
  type: 'SALE' | 'REDEMPTION' | 'MANUAL' | 'REFUND';
  status: 'POSTED' | 'QUOTED' | 'AWAITING_APPROVAL';
  receiptNumber: string | null;
  currency: string;
  amount: number;
  discount: number;
  pointsRedeemed: number;
  pointsValue: number;
  payable: number;
  pointsEarned: number;
  balance: Balance | null;
  tier: TierStanding | null;
  occurredAt: string;
  recordedAt: string | null;
  trace: TraceLine[];
}

export type RedemptionLimit = 'BALANCE' | 'PROGRAM' | 'MINIMUM' | 'NETWORK';

export interface Quote extends ActAnswer {
  redeemable: { min: number; max: number; limitedBy: RedemptionLimit | null };
}

export interface RefundAnswer {
  id: string;
  type: 'REFUND';
  status?: 'POSTED' | 'AWAITING_APPROVAL';
  refundOf: string;
  amount: number;
  discount: number;
  pointsReturned: number;
  pointsValue: number;
  payable: number;
  pointsTakenBack: number;
  pointsNotTaken: number;
  balance: Balance | null;
  trace: TraceLine[];
}

export interface ShiftTotals {
  sales: number;
  amount: number;
  discount: number;
  payable: number;
  pointsEarned: number;
  pointsRedeemed: number;
  refunds: number;
  refunded: number;
}

export interface ShiftItem {
  id: string;
  type: 'SALE' | 'REDEMPTION' | 'MANUAL' | 'REFUND';
  status: 'POSTED' | 'AWAITING_APPROVAL' | 'REJECTED';
  guestId: string | null;
  guestName?: string | null;
  receiptNumber: string | null;
  amount: number;
  payable: number;
  pointsEarned: number;
  pointsRedeemed: number;
  refundOf?: string | null;
  recordedAt: string;
}

export interface Shift {
  id: string;
  pointOfSaleId: string;
  userId: string;
  businessDate: string;
  openedAt: string;
  closedAt: string | null;
  totals: ShiftTotals;
  items: ShiftItem[];
}
