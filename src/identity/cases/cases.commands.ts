import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { districtOf, type Principal, UseCase } from '../../security';
import * as dto from './case.dto';
import { Cases } from './cases';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { ProblemError } from '../../platform/problems/problem';
import { refuseOtherGuests } from '../profiles/guest-access';

export class AddCaseNote extends UseCase<dto.CaseWithNotesAnswer, { readonly id: string; readonly text: string }> {}

@CommandHandler(AddCaseNote)
export class AddCaseNoteHandler implements ICommandHandler<AddCaseNote> {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.addNote`. */
  execute({ context, input: { id, text } }: AddCaseNote): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;

    return this.keyed.run(networkId, call, 201, (tx) => this.cases.addNote(tx, networkId, id, text, author));
  }
}

export class ChangeCase extends UseCase<
  dto.CaseWithNotesAnswer,
  { readonly id: string; readonly body: dto.ChangeCaseBody }
> {}

@CommandHandler(ChangeCase)
export class ChangeCaseHandler implements ICommandHandler<ChangeCase> {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.change`. */
  execute({ context, input: { id, body } }: ChangeCase): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;

    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfCase(await this.cases.lock(tx, networkId, id, author)));
      return this.cases.change(tx, networkId, id, body, author);
    });
  }
}

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
