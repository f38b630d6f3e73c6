import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import type { TextByLanguage } from '../../platform/language/spoken';
import { ProblemError } from '../../platform/problems/problem';
import { type AuditValues, Audit, type Author } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { Restaurants } from '../restaurants/restaurants';
import { raiseRulesVersion } from '../revisions/snapshot.sql';
import { Snapshots } from '../snapshots/snapshots';

/** Sets the network of the statements that follow in a transaction. */
export type EnterNetwork = (networkId: string) => Promise<void>;

/** A network with its shadow. */
interface Pair {
  readonly networkId: string;
  readonly shadowId: string;
}

/**
 * Which restaurants of a network are in its shadow: their tills refuse acts, and their receipts are decided in the shadow, where the restaurant has
 * the same id. Each change is one transaction of both networks, which ends in the network itself.
 */
@Injectable()
export class ShadowRestaurants {
  constructor(
    private readonly restaurants: Restaurants,
    private readonly audit: Audit,
    private readonly snapshots: Snapshots,
    private readonly clock: Clock,
  ) {}

  /**
   * Puts a restaurant into the shadow; one that is there stays. Tills that are new go with it.
   * @throws ProblemError `not_found` for a restaurant that the network does not have or that is closed
   */
  async enter(tx: Tx, enter: EnterNetwork, pair: Pair, restaurantId: string, author: Author): Promise<void> {
    const { networkId, shadowId } = pair;
    await lockNetwork(tx, networkId);
    const row = await tx.prisma.restaurant.findUnique({
      where: { networkId_id: { networkId, id: restaurantId } },
      include: { pointsOfSale: { where: { closedAt: null }, orderBy: { id: 'asc' } } },
    });
    if (row?.closedAt !== null) throw new ProblemError('not_found');
    if (row.shadowSince !== null) return;
    await this.set(tx, networkId, restaurantId, author, this.clock.now());
    await enter(shadowId);
    await lockNetwork(tx, shadowId);
    const system: Author = { actor: 'system', origin: author.origin };
    const id = { networkId: shadowId, id: restaurantId };
    const { count } = await tx.prisma.restaurant.updateMany({ where: id, data: { closedAt: null } });
    const { code, name, address } = row;
    const restaurant = { code, name, names: row.names as TextByLanguage, address };
    if (count === 0) await this.restaurants.createRestaurant(tx, shadowId, restaurant, system, restaurantId);
    const known = await tx.prisma.pointOfSale.findMany({
      where: { networkId: shadowId, restaurantId },
      select: { id: true },
    });
    const ids = new Set(known.map((till) => till.id));
    for (const till of row.pointsOfSale)
      if (!ids.has(till.id)) {
        const body = { code: till.code, name: till.name, names: till.names as TextByLanguage };
        await this.restaurants.createPointOfSale(tx, shadowId, restaurantId, body, system, till.id);
      }
    await raiseRulesVersion(tx, shadowId);
    await enter(networkId);
  }

  /**
   * Takes a restaurant out of the shadow, so that its tills sell.
   * @param after what the audit says besides
   * @throws ProblemError `not_found` for a restaurant that is not in the shadow
   */
  async leave(
    tx: Tx,
    enter: EnterNetwork,
    { networkId, shadowId }: Pair,
    restaurantId: string,
    author: Author,
    after: AuditValues,
  ): Promise<void> {
    await lockNetwork(tx, networkId);
    const id = { networkId, id: restaurantId };
    const row = await tx.prisma.restaurant.findUnique({ where: { networkId_id: id }, select: { shadowSince: true } });
    if (row?.shadowSince == null) throw new ProblemError('not_found');
    await this.set(tx, networkId, restaurantId, author, null, after);
    await enter(shadowId);
    await this.closeWhere(tx, shadowId, restaurantId);
    await enter(networkId);
  }

  /** Takes all restaurants out of the shadow that ends, in the transaction of the network. */
  async leaveAll(tx: Tx, networkId: string): Promise<void> {
    await lockNetwork(tx, networkId);
    await tx.prisma.restaurant.updateMany({
      where: { networkId, shadowSince: { not: null } },
      data: { shadowSince: null, shadowUntil: this.clock.now() },
    });
    await raiseRulesVersion(tx, networkId);
  }

  /** Closes all restaurants of a new shadow, in its transaction: those that it decides for enter. */
  closeAll(tx: Tx, shadowId: string): Promise<void> {
    return this.closeWhere(tx, shadowId, undefined);
  }

  /** Has the tills of the shadow decide by what its transaction has changed. */
  async raise(tx: Tx, shadowId: string): Promise<void> {
    await raiseRulesVersion(tx, shadowId);
  }

  /** Drops the configuration of both from the memory of this process, after the commit. */
  forget({ networkId, shadowId }: Pair): void {
    this.snapshots.forget(networkId);
    this.snapshots.forget(shadowId);
  }

  private async closeWhere(tx: Tx, shadowId: string, id: string | undefined): Promise<void> {
    const where = { networkId: shadowId, ...(id === undefined ? {} : { id }), closedAt: null };
    await tx.prisma.restaurant.updateMany({ where, data: { closedAt: this.clock.now() } });
    await raiseRulesVersion(tx, shadowId);
  }

  private async set(
    tx: Tx,
    networkId: string,
    id: string,
    author: Author,
    shadowSince: Date | null,
    after: AuditValues = {},
  ): Promise<void> {
    const data = shadowSince === null ? { shadowSince, shadowUntil: this.clock.now() } : { shadowSince };
    await tx.prisma.restaurant.update({ where: { networkId_id: { networkId, id } }, data });
    const action = shadowSince === null ? 'restaurant.left_shadow' : 'restaurant.entered_shadow';
    await this.audit.appendChange(tx, networkId, author, action, id, { after });
    await raiseRulesVersion(tx, networkId);
  }
}
