import type { CouponUse, NewRedemption, RedemptionRow } from './reward-plan';

/** Values of an act for the redemption that it makes. */
export interface RedemptionFrame {
  readonly guestId: string;
  readonly transactionId: string;
  readonly saleId: string | null;
  readonly restaurantId: string | null;
  readonly coupon: Pick<CouponUse, 'digest' | 'batchId' | 'isSingle'> | null;
}

/** A member of a redemption's row. Its column is its name in snake case. */
export interface RedemptionColumn {
  /** SQL that reads the member from a row `d`. Absent: the column itself. */
  readonly read?: string;
  /** The value that a new redemption's row gets. Absent: the INSERT leaves the member out. */
  readonly made?: (redemption: NewRedemption, frame: RedemptionFrame) => unknown;
  /** SQL that writes the value, given its parameter. Absent: the parameter itself. */
  readonly write?: (parameter: string) => string;
}

const nowIf = (parameter: string) => `CASE WHEN ${parameter} THEN ledger_now() END`;

/** All members of a redemption's row. Every SELECT and the INSERT are made from this list. */
export const REDEMPTION: Readonly<Record<keyof RedemptionRow, RedemptionColumn>> = {
  id: { made: ({ id }) => id },
  guestId: { made: (_, { guestId }) => guestId },
  rewardId: { made: ({ rewardId }) => rewardId },
  rewardVersion: { made: ({ rewardVersion }) => rewardVersion },
  terms: { made: ({ terms }) => terms },
  quantity: { made: ({ quantity }) => quantity },
  counted: { made: ({ counted }) => counted },
  points: { made: ({ points }) => points },
  status: { made: ({ status }) => status },
  transactionId: { made: (_, { transactionId }) => transactionId },
  coupon: { made: (_, { coupon }) => coupon?.digest ?? null },
  claimed: { made: (_, { coupon }) => coupon?.isSingle ?? false },
  batchId: { made: (_, { coupon }) => coupon?.batchId ?? null },
  batchMadeBy: {
    read: `(SELECT coalesce(k.created_by, b.created_by) FROM coupon_batches b
    LEFT JOIN api_keys k ON k.network_id = d.network_id AND k.id = b.created_by
    WHERE b.network_id = d.network_id AND b.id = d.batch_id)`,
  },
  slotId: { made: ({ slotId }) => slotId },
  saleId: { made: (_, { saleId }) => saleId },
  restaurantId: { made: (_, { restaurantId }) => restaurantId },
  createdAt: {},
  expiresAt: {
    read: 'CASE WHEN isfinite(d.expires_at) THEN d.expires_at END',
    made: ({ expiresAt }) => expiresAt,
    write: (parameter) => `coalesce(to_timestamp(${parameter} / 1000.0), 'infinity')`,
  },
  readyAt: { made: ({ status }) => status !== 'PENDING', write: nowIf },
  endedAt: { made: ({ status }) => status === 'FULFILLED', write: nowIf },
  isPast: { read: 'd.expires_at <= ledger_now()' },
  addressEncrypted: {
    read: `(SELECT a.address_encrypted FROM reward_deliveries a
    WHERE a.network_id = d.network_id AND a.redemption_id = d.id)`,
  },
};

const columnOf = (member: string) => member.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export function redemptionColumns(): string {
  const all = Object.entries(REDEMPTION).map(
    ([member, { read }]) => `${read ?? `d.${columnOf(member)}`} AS "${member}"`,
  );
  return all.join(', ');
}

/** The columns that the INSERT fills beside the network's, with SQL and values for the parameters from $2 on. */
export function newRow(redemption: NewRedemption, frame: RedemptionFrame) {
  const all = Object.entries(REDEMPTION).flatMap(([member, { made, write = (parameter: string) => parameter }]) =>
    made === undefined ? [] : [{ column: columnOf(member), write, value: made(redemption, frame) }],
  );
  return {
    columns: all.map(({ column }) => column).join(', '),
    places: all.map(({ write }, index) => write(`$${String(index + 2)}`)).join(', '),
    values: all.map(({ value }) => value),
  };
}
