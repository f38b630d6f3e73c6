import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { type IdSlice, pickSlice } from '../../platform/http/list-query';
import { ProblemError } from '../../platform/problems/problem';
import { findPicture, picturesOf } from '../pictures/picture.sql';
import { type MenuItemAnswer, menuItemAnswer, type MenuListQuery } from './menu.dto';

/** The menu of a network, archived items too. */
@Injectable()
export class MenuQuery {
  constructor(private readonly database: Database) {}

  async list(networkId: string, status: MenuListQuery['status'], slice: IdSlice): Promise<MenuItemAnswer[]> {
    const { id, order, take } = pickSlice(slice);
    const archivedAt = status === undefined ? undefined : status === 'OPEN' ? null : { not: null };
    return this.database.inNetwork(networkId, async (tx) => {
      const rows = await tx.prisma.menuItem.findMany({ where: { networkId, id, archivedAt }, orderBy: order, take });
      const ids = rows.map((row) => row.id);
      const pictures = await picturesOf(tx, networkId, 'MENU_ITEM', ids);
      return rows.map((row) => menuItemAnswer(row, pictures.get(row.id)));
    });
  }

  /** @throws ProblemError `not_found` */
  async get(networkId: string, id: string): Promise<MenuItemAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await tx.prisma.menuItem.findUnique({ where: { networkId_id: { networkId, id } } });
      if (row === null) throw new ProblemError('not_found');
      return menuItemAnswer(row, await findPicture(tx, networkId, 'MENU_ITEM', id));
    });
  }
}
