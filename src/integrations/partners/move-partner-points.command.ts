import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { PartnerBody } from '../../transactions';
import type * as dto from './partner.dto';
import { type MoveOfGuest, PartnerPoints } from './partner-points';

/** Points that a partner gives to a guest (CREDIT), or takes (DEBIT): one who showed, or one whom it names by the id. */
export class MovePartnerPoints extends UseCase<
  dto.PartnerOperation,
  { readonly direction: PartnerBody['direction']; readonly body: dto.PartnerMoveBody | MoveOfGuest }
> {}

@CommandHandler(MovePartnerPoints)
export class MovePartnerPointsHandler implements ICommandHandler<MovePartnerPoints> {
  constructor(private readonly points: PartnerPoints) {}

  execute({ context, input: { direction, body } }: MovePartnerPoints): Promise<dto.PartnerOperation> {
    return this.points.move(context, direction, body);
  }
}
