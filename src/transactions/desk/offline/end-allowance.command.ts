import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { RequestContext } from '../../../security';
import type { AllowanceAnswer } from './allowance.dto';
import { Allowances, type TillPlace } from './allowances';

/** A till may spend nothing more while it is offline. */
export class EndAllowance extends Command<AllowanceAnswer> {
  constructor(
    readonly context: RequestContext,
    readonly place: TillPlace,
  ) {
    super();
  }
}

@CommandHandler(EndAllowance)
export class EndAllowanceHandler implements ICommandHandler<EndAllowance> {
  constructor(private readonly allowances: Allowances) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async execute({ context, place }: EndAllowance): Promise<AllowanceAnswer> {
    await this.allowances.requirePlace(context.principal, place);
    return this.allowances.change(context, place, () => Promise.resolve(undefined));
  }
}
