import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { categoryKey } from '../../decision';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import * as dto from './menu-categories.dto';
import { MenuCategoriesQuery } from './menu-categories.query';

/** Sets what the goods of each category cost; a category that is left out has no cost any more. */
export class SetCategoryCosts extends UseCase<dto.MenuCategoriesAnswer, { readonly body: dto.SetCategoryCostsBody }> {}

@CommandHandler(SetCategoryCosts)
export class SetCategoryCostsHandler implements ICommandHandler<SetCategoryCosts> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly categories: MenuCategoriesQuery,
    private readonly audit: Audit,
  ) {}

  execute({
    context: { networkId, call, author },
    input: { body },
  }: SetCategoryCosts): Promise<dto.MenuCategoriesAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      const before = await this.categories.listWithin(tx, networkId);
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
      const after = await this.categories.listWithin(tx, networkId);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'menu.category_costs_set',
        subjectKind: 'network',
        subjectId: networkId,
        before: costsOf(before),
        after: costsOf(after),
      });
      return after;
    });
  }
}

function costsOf({ items }: dto.MenuCategoriesAnswer): Record<string, number> {
  return Object.fromEntries(items.flatMap(({ category, costPpm }) => (costPpm === null ? [] : [[category, costPpm]])));
}
