import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { Audit, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { refuseBeyondBounds } from '../revisions/bounds.sql';
import { refuseTakenCode } from '../revisions/taken-code';
import * as dto from './menu.dto';

export class CreateMenuItem extends UseCase<dto.MenuItemAnswer, { readonly body: dto.CreateMenuItemBody }> {}

@CommandHandler(CreateMenuItem)
export class CreateMenuItemHandler implements ICommandHandler<CreateMenuItem> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `code_taken`, `network_full` */
  execute({ context: { networkId, call, author }, input: { body } }: CreateMenuItem): Promise<dto.MenuItemAnswer> {
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await lockNetwork(tx, networkId);
      const data = { networkId, id: newId(), ...dto.menuItemColumns(body) };
      const row = await tx.prisma.menuItem.create({ data }).catch(refuseTakenCode);
      await refuseBeyondBounds(tx, networkId, 'menu_items');
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'menu_item.created',
        subjectKind: 'menu_item',
        subjectId: row.id,
        after: dto.auditedMenuItem(row),
      });
      return dto.menuItemAnswer(row);
    });
  }
}
