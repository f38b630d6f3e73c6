import { Injectable } from '@nestjs/common';
import { categoryKey } from '../../decision';
import { Database, type Tx } from '../../platform/database/database';
import { MOST_KEPT } from '../revisions/bounds.sql';
import { type MenuCategoriesAnswer, MOST_CATEGORIES } from './menu-categories.dto';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import * as dto from './menu-categories.dto';
import { Handles } from '../../platform/http/handlers-of';

/** Sets what the goods of each category cost; a category that is left out has no cost any more. */
export class SetCategoryCosts extends UseCase<dto.MenuCategoriesAnswer, { body: dto.SetCategoryCostsBody }> {}

/** The categories of a network's menu with what their goods cost. */
@Injectable()
export class MenuCategories {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  @Handles(SetCategoryCosts)
  setCategoryCosts({
    context: { networkId, call, author },
    input: { body },
  }: SetCategoryCosts): Promise<dto.MenuCategoriesAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      const before = await this.listWithin(tx, networkId);
      await requireUnchanged(call, () => dto.changeableOfCategories(before));
      await tx.prisma.menuCategoryCost.deleteMany({ where: { networkId } });
      await tx.prisma.menuCategoryCost.createMany({
        data: body.items.map(({ category, costPpm }) => ({
          networkId,
          categoryKey: categoryKey(category),
          category,
          costPpm,
        })),
      });
      const after = await this.listWithin(tx, networkId);
      await this.audit.appendOn(tx, networkId, author, 'menu.category_costs_set', ['network', networkId], {
        before: { costs: costsOf(before) },
        after: { costs: costsOf(after) },
      });
      return after;
    });
  }

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

function costsOf({ items }: dto.MenuCategoriesAnswer): Record<string, number> {
  return Object.fromEntries(items.flatMap(({ category, costPpm }) => (costPpm === null ? [] : [[category, costPpm]])));
}
