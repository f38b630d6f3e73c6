import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { type MenuItemAnswer, menuItemAnswer, type MenuListQuery } from './menu.dto';

/** The menu of a network, archived items too. */
@Injectable()
export class MenuQuery {
  constructor(private readonly database: Database) {}

  async list(networkId: string, status: MenuListQuery['status'], slice: IdSlice): Promise<MenuItemAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    const archivedAt = status === undefined ? undefined : status === 'OPEN' ? null : { not: null };
    const rows = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.menuItem.findMany({ where: { networkId, id, archivedAt }, orderBy: order, take }),
    );
    return rows.map(menuItemAnswer);
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<MenuItemAnswer> {
    const row = await this.database.inNetwork(networkId, (tx) =>
      tx.prisma.menuItem.findUnique({ where: { networkId_id: { networkId, id } } }),
    );
    if (row === null) throw new ProblemError('not_found');
    return menuItemAnswer(row);
  }
}
