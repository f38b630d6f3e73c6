import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { districtOf, type Principal, UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import type * as dto from './case.dto';
import { Cases } from './cases';

export class OpenCase extends UseCase<dto.CaseAnswer, { readonly guestId: string; readonly body: dto.OpenCaseBody }> {}

@CommandHandler(OpenCase)
export class OpenCaseHandler implements ICommandHandler<OpenCase> {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.open`, and `restaurant_not_allowed` for a district manager elsewhere. */
  execute({ context, input: { guestId, body } }: OpenCase): Promise<dto.CaseAnswer> {
    const { networkId, call, author } = context;
    refuseOtherGuests(context.principal, guestId);
    requireInDistrict(context.principal, body.restaurantId);
    return this.keyed.run(networkId, call, 201, (tx) => this.cases.open(tx, networkId, guestId, body, author));
  }
}

/** A district manager would not find a case about no restaurant of the district again. */
function requireInDistrict(principal: Principal, restaurantId: string | null): void {
  const district = districtOf(principal);
  if (district !== null && (restaurantId === null || !district.includes(restaurantId)))
    throw new ProblemError('restaurant_not_allowed');
}
