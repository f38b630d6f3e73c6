import { Injectable } from '@nestjs/common';
import { categoryKey } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import { MOST_KEPT } from '../revisions/bounds.sql';
import { type MenuCategoriesAnswer, MOST_CATEGORIES } from './menu-categories.dto';

/** The categories of a network's menu with what their goods cost. */
@Injectable()
export class MenuCategoriesQuery {
  constructor(private readonly database: Database) {}

  list(networkId: string): Promise<MenuCategoriesAnswer> {
    return this.database.inNetwork(networkId, (tx) => this.listWithin(tx, networkId));
  }

  async listWithin(tx: Tx, networkId: string): Promise<MenuCategoriesAnswer> {
    const costs = await tx.prisma.menuCategoryCost.findMany({ where: { networkId }, take: MOST_CATEGORIES });
    const counts = await tx.prisma.menuItem.groupBy({
      by: ['category'],
      where: { networkId, archivedAt: null, category: { not: null } },
      _count: true,
      orderBy: { category: 'asc' },
      take: MOST_KEPT.menu_items,
    });
    const found = new Map<string, MenuCategoriesAnswer['items'][number]>();
    for (const { category, categoryKey: key, costPpm } of costs) found.set(key, { category, items: 0, costPpm });
    for (const { category, _count: count } of counts) {
      if (category === null) continue;
      const key = categoryKey(category);
      const known = found.get(key) ?? { category, items: 0, costPpm: null };
      found.set(key, { ...known, items: known.items + count });
    }
    return { items: [...found].sort(byKey).map(([, category]) => category) };
  }
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
