import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { givenMembers } from '../../platform/http/given-members';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author, changesBetween } from '../../security';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import { refuseTakenCode } from '../revisions/taken-code';
import {
  type ChangePointOfSaleBody,
  type ChangeRestaurantBody,
  type CreatePointOfSaleBody,
  type CreateRestaurantBody,
  type PointOfSaleAnswer,
  pointOfSaleAnswer,
  type RestaurantAnswer,
  restaurantAnswer,
} from './restaurant.dto';
import * as reads from './restaurant.prisma';
import type { Slice } from './restaurant.prisma';
import * as sql from './restaurant.sql';

/**
 * Restaurants and points of sale, for the back office. Changes take the transaction of `ConfigurationChanges`; an id
 * is given by whoever brings places of its own (the demo).
 */
@Injectable()
export class Restaurants {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /** Closed ones too; `only` restricts to where somebody works. */
  async listRestaurants(networkId: string, only: readonly string[] | null, slice: Slice): Promise<RestaurantAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) => reads.listRestaurants(tx, networkId, only, slice));
    return rows.map(restaurantAnswer);
  }

  async getRestaurant(networkId: string, id: string): Promise<RestaurantAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) => reads.findRestaurant(tx, networkId, id));
    if (row === null) throw new ProblemError('not_found');
    return restaurantAnswer(row);
  }

  /** Throws `code_taken`, `network_full`. */
  async createRestaurant(
    tx: Tx,
    networkId: string,
    body: CreateRestaurantBody,
    author: Author,
    id = newId(),
  ): Promise<RestaurantAnswer> {
    const columns = { code: body.code ?? codeOf('r', id), name: body.name, address: body.address ?? null };
    const row = await sql.insertRestaurant(tx, networkId, { id, ...columns });
    if (row === undefined) throw new ProblemError('code_taken');
    await refuseBeyondBounds(tx, networkId, 'restaurants');
    const subject = { subjectKind: 'restaurant', subjectId: id };
    await this.audit.append(tx, networkId, { ...author, ...subject, action: 'restaurant.created', after: columns });
    return restaurantAnswer(row);
  }

  /** Throws `not_found`, `code_taken`. */
  async changeRestaurant(
    tx: Tx,
    networkId: string,
    id: string,
    body: ChangeRestaurantBody,
    author: Author,
  ): Promise<RestaurantAnswer> {
    const row = await sql.lockRestaurantRow(tx, networkId, id);
    if (row === undefined) throw new ProblemError('not_found');
    const before = { code: row.code, name: row.name, address: row.address, closed: row.closedAt !== null };
    const changed = await sql
      .updateRestaurant(tx, networkId, { id, ...before, ...givenMembers(body) })
      .catch(refuseTakenCode);
    const subject = { subjectKind: 'restaurant', subjectId: id };
    await this.audit.append(tx, networkId, {
      ...author,
      ...subject,
      action: 'restaurant.changed',
      ...changesBetween(before, givenMembers(body)),
    });
    return restaurantAnswer(changed);
  }

  /** Throws `not_found` for a restaurant of another network. */
  async listPointsOfSale(networkId: string, restaurantId: string, slice: Slice): Promise<PointOfSaleAnswer[]> {
    const rows = await this.database.inNetwork(networkId, async (tx) => {
      if ((await reads.findRestaurant(tx, networkId, restaurantId)) === null) throw new ProblemError('not_found');
      return reads.listPointsOfSale(tx, networkId, [restaurantId], slice);
    });
    return rows.map(pointOfSaleAnswer);
  }

  /** Of all restaurants, or of those where somebody works. */
  async listAllPointsOfSale(
    networkId: string,
    only: readonly string[] | null,
    slice: Slice,
  ): Promise<PointOfSaleAnswer[]> {
    const rows = await this.database.inNetwork(networkId, (tx) => reads.listPointsOfSale(tx, networkId, only, slice));
    return rows.map(pointOfSaleAnswer);
  }

  async getPointOfSale(networkId: string, restaurantId: string, id: string): Promise<PointOfSaleAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      reads.findPointOfSale(tx, networkId, restaurantId, id),
    );
    if (row === null) throw new ProblemError('not_found');
    return pointOfSaleAnswer(row);
  }

  /** Throws `not_found`, `code_taken`, `network_full`. */
  async createPointOfSale(
    tx: Tx,
    networkId: string,
    restaurantId: string,
    body: CreatePointOfSaleBody,
    author: Author,
    id = newId(),
  ): Promise<PointOfSaleAnswer> {
    if (!(await sql.hasRestaurant(tx, networkId, restaurantId))) throw new ProblemError('not_found');
    const columns = { code: body.code ?? codeOf('p', id), name: body.name };
    const row = await sql.insertPointOfSale(tx, networkId, restaurantId, { id, ...columns });
    if (row === undefined) throw new ProblemError('code_taken');
    await refuseBeyondBounds(tx, networkId, 'points_of_sale');
    const subject = { subjectKind: 'point_of_sale', subjectId: id };
    const after = { restaurantId, ...columns };
    await this.audit.append(tx, networkId, { ...author, ...subject, action: 'point_of_sale.created', after });
    return pointOfSaleAnswer(row);
  }

  /** Throws `not_found`, `code_taken`. */
  async changePointOfSale(
    tx: Tx,
    networkId: string,
    place: { restaurantId: string; id: string },
    body: ChangePointOfSaleBody,
    author: Author,
  ): Promise<PointOfSaleAnswer> {
    const { restaurantId, id } = place;
    const row = await sql.lockPointOfSaleRow(tx, networkId, restaurantId, id);
    if (row === undefined) throw new ProblemError('not_found');
    const before = { code: row.code, name: row.name, closed: row.closedAt !== null };
    const changed = await sql
      .updatePointOfSale(tx, networkId, { id, ...before, ...givenMembers(body) })
      .catch(refuseTakenCode);
    const subject = { subjectKind: 'point_of_sale', subjectId: id };
    await this.audit.append(tx, networkId, {
      ...author,
      ...subject,
      action: 'point_of_sale.changed',
      ...changesBetween(before, givenMembers(body)),
    });
    return pointOfSaleAnswer(changed);
  }
}

/** A code for a place that was given none; the end of a UUIDv7 is its random part. */
function codeOf(prefix: string, id: string): string {
  return `${prefix}-${id.slice(-12)}`;
}
