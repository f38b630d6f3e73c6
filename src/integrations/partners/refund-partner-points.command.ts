import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type * as dto from './partner.dto';
import { PartnerPoints } from './partner-points';

/** An operation of the partner goes back, in part or as a whole. */
export class RefundPartnerPoints extends UseCase<dto.PartnerOperation, { readonly body: dto.PartnerRefundBody }> {}

@CommandHandler(RefundPartnerPoints)
export class RefundPartnerPointsHandler implements ICommandHandler<RefundPartnerPoints> {
  constructor(private readonly points: PartnerPoints) {}

  execute({ context, input: { body } }: RefundPartnerPoints): Promise<dto.PartnerOperation> {
    return this.points.refund(context, body);
  }
}
