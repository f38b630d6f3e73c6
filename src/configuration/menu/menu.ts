import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { getRow, listRows } from '../../platform/http/plain-rows';
import { findPicture, picturesOf } from '../pictures/picture.sql';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { Audit, type OnOne, PlainChanges, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { refuseTakenCode } from '../revisions/taken-code';
import * as dto from './menu.dto';
import { newId } from '../../platform/ids/ids';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import { isDeepStrictEqual } from 'node:util';
import { Handles } from '../../platform/http/handlers-of';

/** Changes the members that are given; an archived item can be restored. */
export class ChangeMenuItem extends UseCase<dto.MenuItemAnswer, OnOne<dto.ChangeMenuItemBody>> {}

export class CreateMenuItem extends UseCase<dto.MenuItemAnswer, { body: dto.CreateMenuItemBody }> {}

/** Adds the items of a file and changes those whose codes are known; others stay as they are. */
export class ImportMenu extends UseCase<dto.ImportedMenu, { body: dto.ImportMenuBody }> {}

/** A network's menu, including archived items. */
@Injectable()
export class Menu {
  constructor(
    private readonly database: Database,
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly plain: PlainChanges,
  ) {}

  /** @throws ProblemError `not_found`, `code_taken` */
  @Handles(ChangeMenuItem)
  changeMenuItem({ context, input: { id, body } }: ChangeMenuItem): Promise<dto.MenuItemAnswer> {
    const { networkId, call } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      const where = { networkId_id: { networkId, id } };
      const row = await getRow(tx, 'menuItem', { networkId, id });
      const changed = await this.plain.change(tx, context, 'menu_item.changed', {
        row: { ...row, name: dto.nameOf(row) },
        body,
        state: () => dto.changeableOfMenuItem(dto.menuItemAnswer(row)),
        write: ({ name, ...columns }) => {
          const data = { ...columns, ...(name && { nameRu: name.ru ?? null, nameEn: name.en ?? null }) };
          return tx.prisma.menuItem.update({ where, data }).catch(refuseTakenCode);
        },
      });
      return dto.menuItemAnswer(changed, await findPicture(tx, networkId, 'MENU_ITEM', id));
    });
  }

  /** @throws ProblemError `code_taken`, `network_full` */
  @Handles(CreateMenuItem)
  createMenuItem({
    context: { networkId, call, author },
    input: { body },
  }: CreateMenuItem): Promise<dto.MenuItemAnswer> {
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockNetwork(tx, networkId);
      const data = { networkId, id: newId(), ...dto.menuItemColumns(body) };
      const row = await tx.prisma.menuItem.create({ data }).catch(refuseTakenCode);
      await refuseBeyondBounds(tx, networkId, 'menu_items');
      await this.audit.appendChange(tx, networkId, author, 'menu_item.created', row.id, {
        after: dto.auditedMenuItem(row),
      });
      return dto.menuItemAnswer(row);
    });
  }

  /** @throws ProblemError `network_full` */
  @Handles(ImportMenu)
  importMenu({ context: { networkId, call, author }, input: { body } }: ImportMenu): Promise<dto.ImportedMenu> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      const codes = body.items.map(({ code }) => code);
      const known = await tx.prisma.menuItem.findMany({
        where: { networkId, code: { in: codes } },
        take: codes.length,
      });
      const byCode = new Map(known.map((row) => [row.code, row]));
      const added = body.items.filter(({ code }) => !byCode.has(code));
      if (added.length > 0)
        await tx.prisma.menuItem.createMany({
          data: added.map((item) => ({ networkId, id: newId(), ...dto.menuItemColumns(item) })),
        });
      await refuseBeyondBounds(tx, networkId, 'menu_items');
      let changed = 0;
      for (const item of body.items) {
        const row = byCode.get(item.code);
        if (row === undefined) continue;
        const before = dto.auditedMenuItem(row);
        const after = { ...item, cost: item.cost === undefined ? before.cost : item.cost };
        if (isDeepStrictEqual(before, { ...after, archived: false })) continue;
        const data = { ...dto.menuItemColumns(after), archivedAt: null };
        await tx.prisma.menuItem.update({ where: { networkId_id: { networkId, id: row.id } }, data });
        changed += 1;
      }
      const imported = { created: added.length, changed, unchanged: known.length - changed };
      await this.audit.appendOn(tx, networkId, author, 'menu.imported', ['network', networkId], { after: imported });
      return imported;
    });
  }

  list(networkId: string, query: dto.MenuListQuery) {
    const archivedAt = query.status && (query.status === 'OPEN' ? null : { not: null });
    const where = { networkId, archivedAt };
    return this.database.inNetwork(networkId, async (tx) => {
      const page = await listRows(tx, { name: 'menu-items', model: 'menuItem', query, where, answer: (row) => row });
      const ids = page.items.map((row) => row.id);
      const pictures = await picturesOf(tx, networkId, 'MENU_ITEM', ids);
      return { ...page, items: page.items.map((row) => dto.menuItemAnswer(row, pictures.get(row.id))) };
    });
  }

  /** @throws ProblemError `not_found` */
  get(networkId: string, id: string): Promise<dto.MenuItemAnswer> {
    return this.database.inNetwork(networkId, async (tx) => {
      const row = await getRow(tx, 'menuItem', { networkId, id });
      return dto.menuItemAnswer(row, await findPicture(tx, networkId, 'MENU_ITEM', id));
    });
  }
}
