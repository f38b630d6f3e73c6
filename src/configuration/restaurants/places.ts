import { Injectable } from '@nestjs/common';
import { found } from '../../platform/problems/problem';
import type { TillPlace } from '../snapshots/configuration-snapshot';
import { Snapshots } from '../snapshots/snapshots';

/** A network's tills from memory; the till reads them from its snapshot without waiting. */
@Injectable()
export class TillPlaces {
  constructor(private readonly snapshots: Snapshots) {}

  /** The till with this id; undefined: the network has none. */
  async findPlace(networkId: string, pointOfSaleId: string): Promise<TillPlace | undefined> {
    const snapshot = this.snapshots.cached(networkId) ?? (await this.snapshots.current(networkId));
    return snapshot.place(pointOfSaleId);
  }

  /** The till with this id. Throws `not_found`, also for another network's till. */
  async getPlace(networkId: string, pointOfSaleId: string): Promise<TillPlace> {
    return found(await this.findPlace(networkId, pointOfSaleId));
  }

  /** Whether the network has this restaurant, open or closed. */
  async hasRestaurant(networkId: string, restaurantId: string): Promise<boolean> {
    return (await this.snapshots.current(networkId)).restaurantIds.has(restaurantId);
  }
}
