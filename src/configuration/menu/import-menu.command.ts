import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { isDeepStrictEqual } from 'node:util';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { Audit, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import * as dto from './menu.dto';

/** Adds the items of a file and changes those whose codes are known; others stay as they are. */
export class ImportMenu extends UseCase<dto.ImportedMenu, { readonly body: dto.ImportMenuBody }> {}

@CommandHandler(ImportMenu)
export class ImportMenuHandler implements ICommandHandler<ImportMenu> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `network_full` */
  execute({ context: { networkId, call, author }, input: { body } }: ImportMenu): Promise<dto.ImportedMenu> {
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
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'menu.imported',
        subjectKind: 'network',
        subjectId: networkId,
        after: imported,
      });
      return imported;
    });
  }
}
