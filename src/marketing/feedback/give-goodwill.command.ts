import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { requirePermission, UseCase } from '../../security';
import type * as dto from './feedback.dto';
import { Feedback } from './feedback.query';
import { GoodwillBonuses } from './goodwill-bonuses';

/** Staff give a guest points after a bad visit, once. */
export class GiveGoodwill extends UseCase<dto.FeedbackDetail, { saleId: string; body: dto.BonusBody }> {}

@CommandHandler(GiveGoodwill)
export class GiveGoodwillHandler implements ICommandHandler<GiveGoodwill> {
  constructor(
    private readonly database: Database,
    private readonly feedback: Feedback,
    private readonly bonuses: GoodwillBonuses,
  ) {}

  /** @throws ProblemError `forbidden`, `not_found`, and the refusal of the credit */
  async execute({ context, input: { saleId, body } }: GiveGoodwill): Promise<dto.FeedbackDetail> {
    const { networkId, principal } = context;
    const visit = await this.database.inNetwork(networkId, (tx) => this.feedback.find(tx, principal, saleId));
    if (visit.caseId === null) throw new ProblemError('not_found');
    requirePermission(principal, 'manual.post');
    await this.bonuses.give(context, visit, body);
    return this.feedback.get(principal, saleId);
  }
}
