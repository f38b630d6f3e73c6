import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import { makeCardNumber } from '../cards/card-number.rules';
import { endCodes } from '../cards/card-codes.sql';
import { refuseOtherGuests } from '../profiles/guest-access';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { lockGuest, updateCardNumber } from '../profiles/guest.sql';

/** Replaces the card number of a lost card; the old number, its QR codes and its six digits end. */
export class ReplaceCard extends UseCase<GuestAnswer, { readonly guestId: string }> {}

@CommandHandler(ReplaceCard)
export class ReplaceCardHandler implements ICommandHandler<ReplaceCard> {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly answers: GuestAnswers,
    private readonly audit: Audit,
  ) {}

  /** Points, tier and history stay with the guest. @throws ProblemError `guest_not_found` */
  async execute({ context, input: { guestId } }: ReplaceCard): Promise<GuestAnswer> {
    const { principal, author, call, networkId } = context;
    refuseOtherGuests(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const before = await lockGuest(tx, networkId, guestId);
      if (before?.erased_at !== null || before.merged_into !== null) throw new ProblemError('guest_not_found');
      const row = await updateCardNumber(tx, networkId, guestId, makeCardNumber());
      await endCodes(tx, networkId, guestId);
      await this.audit.appendChange(tx, networkId, author, 'guest.card_replaced', guestId, {
        before: { cardEndsWith: before.card_number.slice(-4) },
        after: { cardEndsWith: row.card_number.slice(-4) },
      });
      return this.answers.answerOf(tx, network, row, sightOf(principal));
    });
  }
}
