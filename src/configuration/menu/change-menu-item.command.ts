import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Clock } from '../../platform/clock/clock';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { givenMembers } from '../../platform/http/given-members';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, changesBetween, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { refuseTakenCode } from '../revisions/taken-code';
import * as dto from './menu.dto';

/** Members that are left out stay as they are; an archived item can be put back on the menu. */
export class ChangeMenuItem extends UseCase<
  dto.MenuItemAnswer,
  { readonly id: string; readonly body: dto.ChangeMenuItemBody }
> {}

@CommandHandler(ChangeMenuItem)
export class ChangeMenuItemHandler implements ICommandHandler<ChangeMenuItem> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `code_taken` */
  execute({ context: { networkId, call, author }, input: { id, body } }: ChangeMenuItem): Promise<dto.MenuItemAnswer> {
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      const where = { networkId_id: { networkId, id } };
      const row = await tx.prisma.menuItem.findUnique({ where });
      if (row === null) throw new ProblemError('not_found');
      await requireUnchanged(call, () => dto.menuItemAnswer(row));
      const before = dto.auditedMenuItem(row);
      const given = givenMembers(body);
      const { archived, ...item } = { ...before, ...given };
      const archivedAt = archived ? (row.archivedAt ?? this.clock.now()) : null;
      const data = { ...dto.menuItemColumns(item), archivedAt };
      const changed = await tx.prisma.menuItem.update({ where, data }).catch(refuseTakenCode);
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'menu_item.changed',
        subjectKind: 'menu_item',
        subjectId: id,
        ...changesBetween(before, given),
      });
      return dto.menuItemAnswer(changed);
    });
  }
}
