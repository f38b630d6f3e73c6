import { Body, Controller, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import { Context, KeyedContext, mayUse, type Principal, type RequestContext, Route } from '../../security';
import * as dto from './menu.dto';
import { Menu, ChangeMenuItem, CreateMenuItem, ImportMenu } from './menu';

/** The menu, from which cashiers enter lines. */
@ApiTags('Places')
@Controller('menu-items')
export class MenuController {
  constructor(
    private readonly menu: Menu,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'listMenuItems',
    permission: 'menu.read',
    summary: 'List the menu of the network',
    description: 'Includes archived items, in the order in which they were added.',
    ok: dto.menuPageSchema,
  })
  async list(
    @Context() { networkId, principal }: RequestContext,
    @Query({ schema: dto.menuListQuery }) query: dto.MenuListQuery,
  ) {
    const { items, nextCursor } = await this.menu.list(networkId, query);
    return { items: items.map(shownTo(principal)), nextCursor };
  }

  @Route('POST', {
    id: 'createMenuItem',
    permission: 'menu.manage',
    summary: 'Add an item to the menu',
    description:
      '`code_taken`: another item of the network has the code. A network has at most 10,000 items, archived ones counted.',
    created: dto.menuItemSchema,
    problems: ['code_taken', 'network_full'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createMenuItemSchema }) body: dto.CreateMenuItemBody,
  ) {
    return this.commands.execute(new CreateMenuItem(context, { body }));
  }

  @Route('POST import', {
    id: 'importMenuItems',
    permission: 'menu.manage',
    summary: 'Add and change items of the menu from a file',
    description:
      'An item with a new code is added. An item with a known code takes the members of the file, and is put back on the ' +
      'menu if it was archived. Items that are not in the file stay as they are. All items are recorded, or none.',
    ok: dto.importedMenuSchema,
    problems: ['network_full'],
  })
  import(@KeyedContext() context: RequestContext, @Body({ schema: dto.importMenuSchema }) body: dto.ImportMenuBody) {
    return this.commands.execute(new ImportMenu(context, { body }));
  }

  @Route('GET :id', {
    id: 'getMenuItem',
    permission: 'menu.read',
    summary: 'Get an item of the menu',
    description: 'Archived items too.',
    ok: dto.menuItemSchema,
  })
  @Tagged(dto.changeableOfMenuItem)
  async read(@Context() { networkId, principal }: RequestContext, @Id() id: string): Promise<dto.MenuItemAnswer> {
    return shownTo(principal)(await this.menu.get(networkId, id));
  }

  @Route('PATCH :id', {
    id: 'changeMenuItem',
    permission: 'menu.manage',
    summary: 'Change or archive an item of the menu',
    description:
      'Members that are left out stay as they are. Lines that were sold before keep the name and the price of their sale.',
    ok: dto.menuItemSchema,
    problems: ['code_taken'],
  })
  @ChangesTagged(dto.changeableOfMenuItem)
  change(
    @KeyedContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeMenuItemSchema }) body: dto.ChangeMenuItemBody,
  ) {
    return this.commands.execute(new ChangeMenuItem(context, { id, body }));
  }
}

/** Tills also read the menu, but without the costs. */
function shownTo(principal: Principal): (item: dto.MenuItemAnswer) => dto.MenuItemAnswer {
  const isShown = mayUse(principal, 'menu.manage', 'read');
  return (item) => (isShown ? item : { ...item, cost: null });
}
