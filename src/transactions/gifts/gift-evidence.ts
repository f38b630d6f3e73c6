import type { ConfigurationSnapshot } from '../../configuration';
import { isoDateOf } from '../../platform/clock/calendar';
import type { Tx } from '../../platform/database/database';
import type { Principal } from '../../security';
import { calendarOfNetwork } from '../ledger/act/network-calendar';
import { receiptDigest } from '../ledger/claims/claim-digests';
import type { GiftKind } from './gift-act.rules';

/** A receipt that a till system reported. */
interface TillReceipt {
  readonly actorId: string;
  /** The person who made the key or the connection of the till system. Null: not known. */
  readonly connectedBy: string | null;
  /** Money that was paid with the receipt and that was not loaded to a gift card yet. */
  readonly left: number;
}

/** The things outside of gift cards that may account for money on a card: its till with the receipt, and the refund of the receipt. */
export interface GiftEvidence {
  readonly pointOfSaleId: string | null;
  readonly receiptNumber: string | null;
  /** The refund, in the ledger of points, of the receipt that the card paid. */
  readonly receiptRefundId: string | null;
}

/** Money that somebody wants to put on a card. `now` in milliseconds since 1970. */
export interface GiftLoad {
  readonly principal: Principal;
  readonly kind: GiftKind;
  readonly amount: number;
  readonly evidence: GiftEvidence;
  readonly now: number;
}

/** Whether a person puts money on a card that nothing outside of gift cards accounts for, so that it counts in what one person gives alone. */
export async function isLoadOfPerson(tx: Tx, snapshot: ConfigurationSnapshot, load: GiftLoad): Promise<boolean> {
  const { principal, kind, evidence } = load;
  if (principal.kind !== 'user') return false;
  if (kind === 'REFUNDED') return evidence.receiptRefundId === null;
  return (kind === 'SOLD' || kind === 'TOPPED_UP') && !(await isOnReceipt(tx, snapshot, load));
}

/**
 * Whether a till system brought the receipt that the load names, yesterday or today in the restaurant, and all loads that name it are
 * together no more than it. A till system that the person connected is no other witness. Loads that name one receipt wait for each other.
 */
async function isOnReceipt(
  tx: Tx,
  snapshot: ConfigurationSnapshot,
  { principal, amount, evidence: { pointOfSaleId, receiptNumber }, now }: GiftLoad,
): Promise<boolean> {
  const restaurantId = pointOfSaleId === null ? undefined : snapshot.place(pointOfSaleId)?.restaurantId;
  if (receiptNumber === null || restaurantId === undefined) return false;
  const { id: networkId, settings } = snapshot.profile;
  const today = calendarOfNetwork(snapshot).businessDay(now);
  const tills = [...snapshot.pointOfSaleIds].filter((id) => snapshot.place(id)?.restaurantId === restaurantId);
  // A till's date may be a day ahead of the network's.
  const digests = [-1, 0, 1].flatMap((ahead) =>
    tills.map((till) => {
      const receipt = {
        pointOfSaleId: till,
        receiptNumber,
        externalOrderId: null,
        businessDate: isoDateOf(today + ahead),
      };
      return receiptDigest(receipt, settings.receiptScope) ?? '';
    }),
  );
  const named = { restaurantId, receiptNumber, digests, from: isoDateOf(today - 1) };
  const receipt = await lockAndReadReceipt(tx, networkId, named);
  if (receipt === undefined || amount > receipt.left) return false;
  const { deciders } = snapshot;
  const { actorId, connectedBy } = receipt;
  const connected = connectedBy === null ? undefined : deciders.of({ name: `KEY ${actorId}`, decidedBy: connectedBy });
  if (connected === undefined) return true;
  const people = deciders.chargedWith(principal.id);
  return !deciders.chargedWith(connected.person).some((person) => people.includes(person));
}

/**
 * Finds the receipt with this number that a till system reported and that was not refunded, if its business date is not before `from`. Loads of cards
 * by one receipt wait for each other until the transaction ends, because the locks of the cards do not guard the sum of the loads.
 */
async function lockAndReadReceipt(
  tx: Tx,
  networkId: string,
  named: {
    readonly restaurantId: string;
    readonly receiptNumber: string;
    readonly digests: readonly string[];
    readonly from: string;
  },
): Promise<TillReceipt | undefined> {
  const { restaurantId, receiptNumber, digests, from } = named;
  const subject = `gift receipt ${networkId} ${restaurantId} ${receiptNumber}`;
  await tx.query`SELECT pg_advisory_xact_lock(hashtextextended(${subject}, 0))`;
  return tx.maybe<TillReceipt>`SELECT t.actor_id AS "actor_id!", coalesce(k.created_by, n.created_by) AS connected_by,
       (t.payable - coalesce((SELECT sum(g.amount) FROM gift_transactions g
         WHERE g.network_id = ${networkId} AND g.business_date >= ${from}::date - 1 AND g.restaurant_id = ${restaurantId}
           AND g.receipt_number = ${receiptNumber}
           AND g.kind IN ('SOLD', 'TOPPED_UP')), 0))::bigint AS left
     FROM (SELECT DISTINCT c.holder_id AS id FROM claims c WHERE c.network_id = ${networkId} AND c.digest = ANY (${digests}::uuid[])) h
       JOIN transactions t ON t.network_id = ${networkId} AND t.id = h.id
       LEFT JOIN api_keys k ON k.network_id = ${networkId} AND k.id = t.actor_id
       LEFT JOIN till_connections n ON n.network_id = ${networkId} AND n.id = t.actor_id
     WHERE t.type = 'SALE' AND t.actor_kind = 'key' AND t.restaurant_id = ${restaurantId} AND t.business_date >= ${from}::date
       AND NOT EXISTS (SELECT FROM transactions r
         WHERE r.network_id = ${networkId} AND r.type = 'REFUND' AND r.related_id IN
           (SELECT t.id UNION ALL SELECT o.id FROM transactions o WHERE o.network_id = ${networkId} AND o.related_id = t.id AND o.type = 'SALE'))
     ORDER BY t.id DESC LIMIT 1`;
}
