import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { KeyedContext, NetworkId, type RequestContext, Route } from '../../security';
import * as dto from './menu-categories.dto';
import { MenuCategories, SetCategoryCosts } from './menu-categories';

/** The menu's categories and the costs of their goods, which tills don't get. */
@ApiTags('Places')
@Controller('menu-categories')
export class MenuCategoriesController {
  constructor(
    private readonly categories: MenuCategories,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listMenuCategories',
    permission: 'menu.manage',
    summary: 'List the categories of the menu',
    description: 'A category is the same in capitals or not. With what its goods cost, for results after food cost.',
    ok: dto.menuCategoriesSchema,
  })
  @Tagged(dto.changeableOfCategories)
  list(@NetworkId() networkId: string): Promise<dto.MenuCategoriesAnswer> {
    return this.categories.list(networkId);
  }

  @Route('PUT costs', {
    id: 'setMenuCategoryCosts',
    permission: 'menu.manage',
    summary: 'Set what the goods of each category cost',
    description:
      'Replaces all costs of categories. Results of campaigns take the cost of an item, and without one that of the ' +
      'category of the sold line, as a part of its price before discount and points.',
    ok: dto.menuCategoriesSchema,
  })
  @ChangesTagged(dto.changeableOfCategories)
  setCosts(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.setCategoryCostsSchema }) body: dto.SetCategoryCostsBody,
  ) {
    return this.commands.execute(new SetCategoryCosts(context, { body }));
  }
}
