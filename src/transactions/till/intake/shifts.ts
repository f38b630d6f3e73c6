import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, type Statements } from '../../../platform/database/database';
import { Notifications } from '../../../platform/database/notifications';
import { newId } from '../../../platform/ids/ids';

/** The cashier and the till of a shift. `businessDate` is `YYYY-MM-DD`. */
export interface ShiftOwner {
  readonly pointOfSaleId: string;
  readonly userId: string;
  readonly businessDate: string;
}

export const SHIFTS_CHANNEL = 'shift_closed';
const MAX_REMEMBERED = 50_000;

/**
 * A shift is cashier × till × business date, from its first act to its closing. Each process remembers the open shift,
 * so an act needs no look-up; closing a shift notifies every process. An act that the till reports late belongs to the
 * shift in which it was rung up, even if that shift is closed.
 */
@Injectable()
export class Shifts implements OnModuleInit {
  private readonly remembered = new Map<string, string>();
  /** Look-ups under way. The first acts of a shift arrive together, and share one look-up. */
  private readonly opening = new Map<string, Promise<string>>();

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.notifications.listen(SHIFTS_CHANNEL, {
      onMessage: (place) => {
        this.remembered.delete(place);
        // A look-up that began before the closing must not be remembered after it.
        this.opening.delete(place);
      },
      onGap: () => {
        this.remembered.clear();
        this.opening.clear();
      },
    });
  }

  /** The id of the open shift. Opens one if there is none. */
  open(networkId: string, owner: ShiftOwner): string | Promise<string> {
    const place = placeOf(networkId, owner);
    const known = this.notifications.connected ? this.remembered.get(place) : undefined;
    return known ?? this.opening.get(place) ?? this.lookUp(place, networkId, owner);
  }

  /** The id of the shift for an act at that time: the first shift of the day that was closed after it, else the open one. */
  async ofTime(networkId: string, owner: ShiftOwner, occurredAt: number): Promise<string> {
    const closed = await findShiftClosedAfter(this.database.readsOf(networkId), networkId, owner, occurredAt);
    return closed ?? this.open(networkId, owner);
  }

  private lookUp(place: string, networkId: string, owner: ShiftOwner): Promise<string> {
    const isLatest = () => this.opening.get(place) === opening;
    const opening = this.database
      .inNetwork(
        networkId,
        async (tx) => (await findOpenShift(tx, networkId, owner)) ?? openShift(tx, networkId, owner),
      )
      .then((id) => {
        if (isLatest()) this.remember(place, id);
        return id;
      })
      .finally(() => {
        if (isLatest()) this.opening.delete(place);
      });
    this.opening.set(place, opening);
    return opening;
  }

  private remember(place: string, id: string): void {
    if (this.remembered.size >= MAX_REMEMBERED) this.remembered.clear();
    this.remembered.set(place, id);
  }
}

/** The name of a shift in the notice of its closing. By it, processes drop the shift from memory. */
export function placeOf(networkId: string, { pointOfSaleId, userId, businessDate }: ShiftOwner): string {
  return `${networkId} ${pointOfSaleId} ${userId} ${businessDate}`;
}

async function findOpenShift(tx: Statements, networkId: string, owner: ShiftOwner): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>`
    SELECT id FROM shifts WHERE network_id = ${networkId} AND point_of_sale_id = ${owner.pointOfSaleId} AND user_id = ${owner.userId} AND business_date = ${owner.businessDate} AND closed_at IS NULL`;
  return row?.id;
}

async function findShiftClosedAfter(
  tx: Statements,
  networkId: string,
  owner: ShiftOwner,
  occurredAt: number,
): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>`
    SELECT id FROM shifts
     WHERE network_id = ${networkId} AND point_of_sale_id = ${owner.pointOfSaleId} AND user_id = ${owner.userId} AND business_date = ${owner.businessDate}
       AND closed_at > to_timestamp(${occurredAt}::double precision / 1000)
     ORDER BY closed_at LIMIT 1`;
  return row?.id;
}

/** Opens the next shift of the day. A second process that does so at the same moment finds the first one's shift. */
async function openShift(tx: Statements, networkId: string, owner: ShiftOwner): Promise<string> {
  const made = await tx.maybe<{ id: string }>`
    INSERT INTO shifts (network_id, id, point_of_sale_id, user_id, business_date, number)
    SELECT ${networkId}, ${newId()}, ${owner.pointOfSaleId}, ${owner.userId}, ${owner.businessDate}, 1 + count(*) FROM shifts
     WHERE network_id = ${networkId} AND point_of_sale_id = ${owner.pointOfSaleId} AND user_id = ${owner.userId} AND business_date = ${owner.businessDate}
    ON CONFLICT DO NOTHING
    RETURNING id`;
  if (made !== undefined) return made.id;
  const first = await findOpenShift(tx, networkId, owner);
  if (first === undefined) throw new Error('a shift was closed in the moment it was opened');
  return first;
}
