import { Injectable } from '@nestjs/common';
import type { ConfigurationSnapshot } from '../../../configuration';
import type { Tx } from '../../../platform/database/database';
import { type EventFacts, OF_JOURNAL } from '../document/automation-steps.rules';

interface TransactionRow {
  readonly id: string;
  readonly amount: number;
  readonly discount: number;
  readonly payable: number;
  readonly pointsEarned: number;
  readonly pointsRedeemed: number;
  readonly channel: string;
  readonly restaurantId: string | null;
  readonly tier: string | null;
  readonly tierBefore: string | null;
  readonly reason: string | null;
  readonly rewardId: string | null;
  readonly visit: number | null;
}

export interface AskedEvent {
  readonly id: string;
  readonly type: string;
  readonly subjectId: string;
}

/** Reads facts of events of one type by the ids of their subjects. */
export type ReadFacts = (
  tx: Tx,
  networkId: string,
  subjectIds: readonly string[],
) => Promise<ReadonlyMap<string, EventFacts>>;

/** Facts of events, as conditions of automations compare them. A part of the product with events of its own registers how they are read. */
@Injectable()
export class AutomationEventFacts {
  private readonly readers = new Map<string, ReadFacts>();

  register(type: string, read: ReadFacts): void {
    this.readers.set(type, read);
  }

  /** Facts by the id of the event. @param mostVisits the number up to which sales of a guest are counted; 0: they are not counted */
  async read(
    tx: Tx,
    snapshot: ConfigurationSnapshot,
    events: readonly AskedEvent[],
    mostVisits: number,
  ): Promise<ReadonlyMap<string, EventFacts>> {
    const networkId = snapshot.profile.id;
    const rewardCodeOf = (id: string | null) => (id === null ? undefined : snapshot.rewards.get(id)?.code);
    const facts = new Map<string, EventFacts>();
    for (const [type, ofType] of byReader(events)) {
      const subjectIds = [...new Set(ofType.map(({ subjectId }) => subjectId))];
      const read = await this.readerOf(type, mostVisits, rewardCodeOf)(tx, networkId, subjectIds);
      for (const { id, subjectId } of ofType) facts.set(id, read.get(subjectId) ?? {});
    }
    return facts;
  }

  private readerOf(
    type: string,
    mostVisits: number,
    rewardCodeOf: (id: string | null) => string | undefined,
  ): ReadFacts {
    if (type === OF_JOURNAL)
      return async (tx, networkId, ids) => {
        const rows = await tx.query<TransactionRow>`
          SELECT t.id, t.amount, t.discount, t.payable, t.points_earned, t.points_redeemed,
           t.channel, t.restaurant_id::text AS restaurant_id, t.tier, t.tier_before, t.reason_code AS reason,
           (SELECT d.reward_id FROM redemptions d WHERE d.network_id = ${networkId} AND d.id = t.id AND t.type = 'REDEMPTION') AS reward_id,
           CASE WHEN ${mostVisits} > 0 AND t.type = 'SALE' THEN (SELECT count(*)::integer FROM (
             SELECT FROM transactions s WHERE s.network_id = ${networkId} AND s.guest_id = t.guest_id AND s.type = 'SALE' AND s.id <= t.id
              LIMIT ${mostVisits} + 1) counted) END AS visit
           FROM transactions t WHERE t.network_id = ${networkId} AND t.id = ANY (${ids}::uuid[])`;
        return new Map(
          rows.map(({ id, rewardId, ...row }) => [
            id,
            withoutNulls({ ...row, reward: rewardCodeOf(rewardId) ?? null }),
          ]),
        );
      };
    return this.readers.get(type) ?? OWN_READERS[type] ?? (() => Promise.resolve(new Map<string, EventFacts>()));
  }
}

const ofSegments: ReadFacts = async (tx, networkId, ids) =>
  new Map(
    (
      await tx.query<{ id: string; code: string }>`
        SELECT id, code FROM segments WHERE network_id = ${networkId} AND id = ANY (${ids}::uuid[])`
    ).map(({ id, code }) => [id, { segment: code }]),
  );

const OWN_READERS: Readonly<Record<string, ReadFacts>> = {
  'segment.entered': ofSegments,
  'segment.left': ofSegments,
  'guest.registered': async (tx, networkId, ids) =>
    new Map(
      (
        await tx.query<{ id: string; source: string; restaurantId: string | null }>`
          SELECT id, source, restaurant_id::text AS restaurant_id FROM guests WHERE network_id = ${networkId}
           AND id = ANY (${ids}::uuid[])`
      ).map(({ id, ...facts }) => [id, withoutNulls(facts)]),
    ),
};

/** Groups events by the reader of their facts: all events of the journal have one. */
function byReader(events: readonly AskedEvent[]): Map<string, AskedEvent[]> {
  const groups = new Map<string, AskedEvent[]>();
  for (const event of events) {
    const reader = event.type.startsWith(OF_JOURNAL) ? OF_JOURNAL : event.type;
    const group = groups.get(reader);
    if (group === undefined) groups.set(reader, [event]);
    else group.push(event);
  }
  return groups;
}

function withoutNulls(row: Readonly<Record<string, string | number | null>>): EventFacts {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
