import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { requireUnchanged } from '../../platform/http/entity-tag';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { type OnOne, UseCase } from '../../security';
import { refuseOtherGuests } from '../profiles/guest-access';
import { forSight, GuestAnswers, sightOf } from '../profiles/guest-answers';
import * as dto from '../profiles/guest.dto';
import { lockGuest } from '../profiles/guest.sql';
import { ProfileChange } from './profile-change';

export class ChangeGuest extends UseCase<dto.GuestAnswer, OnOne<dto.ChangeGuestBody>> {}

@CommandHandler(ChangeGuest)
export class ChangeGuestHandler implements ICommandHandler<ChangeGuest> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly profileChange: ProfileChange,
    private readonly answers: GuestAnswers,
  ) {}

  async execute({ context, input: { id, body } }: ChangeGuest): Promise<dto.GuestAnswer> {
    const { principal, origin, call, networkId } = context;
    refuseOtherGuests(principal, id);
    const network = await this.networks.getProfile(networkId);
    const sight = sightOf(principal);
    const work = async (tx: Tx): Promise<dto.GuestAnswer> => {
      await requireUnchanged(call, async () => {
        const known = await lockGuest(tx, network.id, id);
        if (known === undefined) throw new ProblemError('not_found');
        return dto.changeableOfGuest(await this.answers.answerOf(tx, network, known, sight));
      });
      const row = await this.profileChange.execute(tx, network, id, body, principal, origin);
      return this.answers.answerOf(tx, network, row, sight);
    };
    return this.keyed.run(network.id, call, 200, work, (answer) => forSight(answer, sight));
  }
}
