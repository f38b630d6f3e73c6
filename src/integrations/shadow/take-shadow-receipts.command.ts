import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type * as dto from './shadow.dto';
import { ShadowQuery } from './shadow.query';
import { ShadowIntake } from './shadow-intake';

/** Records and compares receipts in the shadow. */
export class TakeShadowReceipts extends UseCase<dto.TakenReceipts, { body: dto.TakeReceiptsBody }> {}

@CommandHandler(TakeShadowReceipts)
export class TakeShadowReceiptsHandler implements ICommandHandler<TakeShadowReceipts> {
  constructor(
    private readonly query: ShadowQuery,
    private readonly intake: ShadowIntake,
  ) {}

  /** @throws ProblemError `not_found` for a network without a shadow run, `invalid_body` */
  async execute({ context, input: { body } }: TakeShadowReceipts): Promise<dto.TakenReceipts> {
    const { id } = await this.query.get(context.networkId);
    return this.intake.take(id, body.receipts);
  }
}
