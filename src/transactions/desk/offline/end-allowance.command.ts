import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../../security';
import type { AllowanceAnswer } from './allowance.dto';
import { Allowances, type TillPlace } from './allowances';

/** A till may spend nothing more while it is offline. */
export class EndAllowance extends UseCase<AllowanceAnswer, { readonly place: TillPlace }> {}

@CommandHandler(EndAllowance)
export class EndAllowanceHandler implements ICommandHandler<EndAllowance> {
  constructor(private readonly allowances: Allowances) {}

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  async execute({ context, input: { place } }: EndAllowance): Promise<AllowanceAnswer> {
    await this.allowances.requirePlace(context.principal, place);
    return this.allowances.change(context, place, () => Promise.resolve(undefined));
  }
}
