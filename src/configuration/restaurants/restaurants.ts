import { Injectable } from '@nestjs/common';
import type { Tx } from '../../platform/database/database';
import { getRow } from '../../platform/http/plain-rows';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author, PlanLimits } from '../../security';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import { refuseTakenCode } from '../revisions/taken-code';
import * as dto from './restaurant.dto';

/** Makes restaurants and points of sale, in a transaction of `ConfigurationChanges`. */
@Injectable()
export class Restaurants {
  constructor(
    private readonly audit: Audit,
    private readonly limits: PlanLimits,
  ) {}

  /** @throws ProblemError `code_taken`, `network_full`, `plan_limit_reached` */
  async createRestaurant(
    tx: Tx,
    networkId: string,
    body: dto.CreateRestaurantBody,
    author: Author,
    id = newId(),
  ): Promise<dto.RestaurantAnswer> {
    const { name, names = {}, address = null } = body;
    const columns = { code: body.code ?? codeOf('r', id), name, names, address };
    const row = await tx.prisma.restaurant.create({ data: { networkId, id, ...columns } }).catch(refuseTakenCode);
    await refuseBeyondBounds(tx, networkId, 'restaurants');
    await this.limits.requireRoom(tx, networkId, 'restaurants');
    await this.audit.appendChange(tx, networkId, author, 'restaurant.created', id, { after: columns });
    return dto.restaurantAnswer(row);
  }

  /** @throws ProblemError `not_found`, `code_taken`, `network_full` */
  async createPointOfSale(
    tx: Tx,
    networkId: string,
    restaurantId: string,
    body: dto.CreatePointOfSaleBody,
    author: Author,
    id = newId(),
  ): Promise<dto.PointOfSaleAnswer> {
    await getRow(tx, 'restaurant', { networkId, id: restaurantId });
    const columns = { restaurantId, code: body.code ?? codeOf('p', id), name: body.name, names: body.names ?? {} };
    const row = await tx.prisma.pointOfSale.create({ data: { networkId, id, ...columns } }).catch(refuseTakenCode);
    await refuseBeyondBounds(tx, networkId, 'points_of_sale');
    await this.audit.appendChange(tx, networkId, author, 'point_of_sale.created', id, { after: columns });
    return dto.pointOfSaleAnswer(row);
  }
}

/** A code for a place that was given none; the end of a UUIDv7 is its random part. */
function codeOf(prefix: string, id: string): string {
  return `${prefix}-${id.slice(-12)}`;
}
