import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { districtOf, type Principal, type OnOne, UseCase } from '../../security';
import * as dto from './case.dto';
import { Cases } from './cases';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { ProblemError } from '../../platform/problems/problem';
import { refuseOtherGuests } from '../profiles/guest-access';
import { Handles } from '../../platform/http/handlers-of';

export class AddCaseNote extends UseCase<dto.CaseWithNotesAnswer, { readonly id: string; readonly text: string }> {}

export class ChangeCase extends UseCase<dto.CaseWithNotesAnswer, OnOne<dto.ChangeCaseBody>> {}

export class OpenCase extends UseCase<dto.CaseAnswer, { readonly guestId: string; readonly body: dto.OpenCaseBody }> {}

@Injectable()
export class CasesHandlers {
  constructor(
    private readonly cases: Cases,
    private readonly keyed: KeyedCalls,
  ) {}

  /** Throws as `Cases.addNote`. */
  @Handles(AddCaseNote)
  addCaseNote({ context, input: { id, text } }: AddCaseNote): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;

    return this.keyed.run(networkId, call, 201, (tx) => this.cases.addNote(tx, networkId, id, text, author));
  }

  /** Throws as `Cases.change`. */
  @Handles(ChangeCase)
  changeCase({ context, input: { id, body } }: ChangeCase): Promise<dto.CaseWithNotesAnswer> {
    const { networkId, call, author } = context;

    return this.keyed.run(networkId, call, 200, async (tx) => {
      await requireUnchanged(call, async () => dto.changeableOfCase(await this.cases.lock(tx, networkId, id, author)));
      return this.cases.change(tx, networkId, id, body, author);
    });
  }

  /** Throws as `Cases.open`, and `restaurant_not_allowed` for a district manager elsewhere. */
  @Handles(OpenCase)
  openCase({ context, input: { guestId, body } }: OpenCase): Promise<dto.CaseAnswer> {
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
