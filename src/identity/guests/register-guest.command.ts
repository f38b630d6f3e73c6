import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks, TillPlaces } from '../../configuration';
import type { Tx } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { type Principal, requireRestaurant, UseCase } from '../../security';
import { forSight, GuestAnswers, sightOf } from '../profiles/guest-answers';
import * as dto from '../profiles/guest.dto';
import { Identifications } from '../cards/identifications';
import { ShowCard } from '../cards/show-card.query';
import { GuestEnrolment } from '../enrolment/guest-enrolment';
import { newGuestOf } from '../enrolment/new-guest.rules';
import { findReferralResult } from '../referrals/referral.sql';

export class RegisterGuest extends UseCase<dto.RegisteredGuestAnswer, { body: dto.CreateGuestBody }> {}

@CommandHandler(RegisterGuest)
export class RegisterGuestHandler implements ICommandHandler<RegisterGuest> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly answers: GuestAnswers,
    private readonly places: TillPlaces,
    private readonly enrolment: GuestEnrolment,
    private readonly showCard: ShowCard,
    private readonly identifications: Identifications,
  ) {}

  async execute({ context, input: { body } }: RegisterGuest): Promise<dto.RegisteredGuestAnswer> {
    const { principal, origin, call, networkId } = context;
    const network = await this.networks.getProfile(networkId);
    await this.checkRestaurant(network.id, body.restaurantId, principal);
    const sight = sightOf(principal);
    const work = async (tx: Tx): Promise<dto.RegisteredGuestAnswer> => {
      const guest = newGuestOf(body, network, principal);
      const row = await this.enrolment.execute(tx, network, guest, principal, origin);
      const way = principal.kind === 'key' ? 'TILL_SYSTEM' : 'PHONE';
      await this.identifications.note(tx, network.id, principal.id, [row.id], way);
      const referral = await findReferralResult(tx, network.id, row.id);
      const { cardCode, qr, expiresAt } = await this.showCard.show(tx, network.id, row);
      return {
        ...(await this.answers.answerOf(tx, network, row, sight)),
        referral,
        cardCode,
        qr,
        expiresAt,
      };
    };
    return this.keyed.run(network.id, call, 201, work, (answer) => ({
      ...forSight(answer, sight),
      cardCode: null,
      qr: null,
    }));
  }

  private async checkRestaurant(
    networkId: string,
    restaurantId: string | undefined,
    principal: Principal,
  ): Promise<void> {
    if (restaurantId === undefined) return;
    if (!(await this.places.hasRestaurant(networkId, restaurantId))) throw new ProblemError('not_found');
    requireRestaurant(principal, restaurantId);
  }
}
