import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type NetworkProfile, Networks } from '../../../configuration';
import { Guests } from '../../../identity';
import { Database } from '../../../platform/database/database';
import { ProblemError } from '../../../platform/problems/problem';
import { type GuessRule, RateLimiter, UseCase } from '../../../security';
import type { Outcome } from '../../ledger/act/till-act';
import * as limits from '../../till/family/transfer-limits.rules';
import { listParties, readNow } from '../../till/family/transfer-parties.sql';
import type { OwnTransferDto } from './transfer.dto';
import { TwoGuestTransfer } from './two-guest-transfer';

/** Phones and cards that a guest may try in vain before the guest has to wait: trying finds who is a guest. */
const MISSES_PER_GUEST: GuessRule = { limit: 5, windowSeconds: 3_600, lockSeconds: 3_600 };

/** Points that a guest gives to the guest of a phone or a card. */
export class GiveOwnPoints extends UseCase<Outcome, { readonly body: OwnTransferDto }> {}

@CommandHandler(GiveOwnPoints)
export class GiveOwnPointsHandler implements ICommandHandler<GiveOwnPoints> {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly guests: Guests,
    private readonly limiter: RateLimiter,
    private readonly transfer: TwoGuestTransfer,
  ) {}

  /**
   * An unknown phone or card, and one whose guest may not receive, have the same answer, and only a few of them an hour.
   * @throws ProblemError `recipient_not_available`, `rate_limited`
   */
  async execute({ context, input: { body } }: GiveOwnPoints): Promise<Outcome> {
    const guestId = context.principal.id;
    const network = await this.networks.getProfile(context.networkId);
    const gift = { guestId, points: body.points, comment: null };
    const refused = limits.refuseSize(network.settings.transfers, body.points);
    // Refused before a recipient is looked for.
    if (refused !== null) return this.transfer.give(context, { ...gift, toGuestId: guestId }, refused);
    const toGuestId = await this.limiter.countingMisses(
      { subject: `recipient:${guestId}`, rule: MISSES_PER_GUEST },
      () => this.findRecipient(network, guestId, body),
    );
    if (toGuestId === undefined) throw new ProblemError('recipient_not_available');
    return this.transfer.give(context, { ...gift, toGuestId });
  }

  private async findRecipient(
    network: NetworkProfile,
    guestId: string,
    { phone, cardNumber }: OwnTransferDto,
  ): Promise<string | undefined> {
    const found =
      typeof phone === 'string'
        ? await this.guests.findByPhone(network, phone)
        : await this.guests.findByCardNumber(network.id, (cardNumber ?? '').replace(/[\s-]/g, ''));
    if (found === undefined || found.id === guestId) return undefined;
    return this.database.inNetwork(network.id, async (tx) => {
      const party = (await listParties(tx, network.id, [found.id])).get(found.id);
      return limits.mayReceive(party, network.settings.transfers, await readNow(tx)) ? found.id : undefined;
    });
  }
}
