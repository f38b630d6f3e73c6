import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { newId } from '../../../platform/ids/ids';
import { ProblemError } from '../../../platform/problems/problem';
import { UseCase } from '../../../security';
import { insertAllowance } from '../../till/family/allowances.sql';
import type { AllowanceAnswer, GiveAllowanceDto } from './allowance.dto';
import { Allowances, requireOpen, type TillPlace } from './allowances';

/** A manager looks at an allowance anew at least so often. */
const MOST_DAYS = 31;

/** Gives a till points to spend while it is offline, in place of the allowance before. */
export class GiveAllowance extends UseCase<
  AllowanceAnswer,
  { readonly place: TillPlace; readonly body: GiveAllowanceDto }
> {}

@CommandHandler(GiveAllowance)
export class GiveAllowanceHandler implements ICommandHandler<GiveAllowance> {
  constructor(private readonly allowances: Allowances) {}

  /**
   * @throws ProblemError `not_found`, `restaurant_not_allowed`, `point_of_sale_closed`, `allowance_limit_exceeded`,
   * `invalid_body`
   */
  async execute({
    context,
    input: {
      place,
      body: { points, until },
    },
  }: GiveAllowance): Promise<AllowanceAnswer> {
    const { principal, networkId } = context;
    const snapshot = await this.allowances.requirePlace(principal, place);
    const max = snapshot.profile.settings.limits.tillAllowance;
    return this.allowances.change(context, place, async (tx) => {
      requireOpen(snapshot, place);
      if (points > max) throw new ProblemError('allowance_limit_exceeded', { max });
      const allowance = { ...place, id: newId(), points, until, mostDays: MOST_DAYS, grantedBy: principal.id };
      const row = await insertAllowance(tx, networkId, allowance);
      if (row === undefined)
        throw new ProblemError('invalid_body', {}, [{ path: 'until', code: 'not_allowed', message: '' }]);
      return row;
    });
  }
}
