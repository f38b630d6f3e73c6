import { Injectable } from '@nestjs/common';
import { ProblemError } from '../../platform/problems/problem';
import type { Place } from '../snapshots/configuration-snapshot';
import { Snapshots } from '../snapshots/snapshots';

/** Where a network sells, from memory; the till reads the same from its snapshot without waiting. */
@Injectable()
export class Places {
  constructor(private readonly snapshots: Snapshots) {}

  /** The till of this id, or undefined when the network has none. */
  async findPlace(networkId: string, pointOfSaleId: string): Promise<Place | undefined> {
    const snapshot = this.snapshots.cached(networkId) ?? (await this.snapshots.current(networkId));
    return snapshot.place(pointOfSaleId);
  }

  /** The till of this id. Throws `not_found`: what another network has does not exist. */
  async getPlace(networkId: string, pointOfSaleId: string): Promise<Place> {
    const place = await this.findPlace(networkId, pointOfSaleId);
    if (place === undefined) throw new ProblemError('not_found');
    return place;
  }

  /** Whether the restaurant, open or closed, is one of the network's. */
  async hasRestaurant(networkId: string, restaurantId: string): Promise<boolean> {
    return (await this.snapshots.current(networkId)).restaurantIds.has(restaurantId);
  }
}
