import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Sessions, UseCase, StoppedAddresses } from '../../security';
import { GuestsByPhone } from '../registration/guests-by-phone';
import { OneTimeCodes } from '../one-time-codes/one-time-codes';
import { deleteUnusedAccount } from '../one-time-codes/guest-account.sql';
import { refuseOtherGuests } from '../profiles/guest-access';
import type { GuestAnswer } from '../profiles/guest.dto';
import { findGuestBy } from '../profiles/guest.sql';
import { type ConfirmPhoneBody, pendingPhoneSchema } from './phone-change.dto';
import { PhoneChange } from './phone-change';

/** Changes a guest's phone. The code that was sent to the new phone proves that the caller has it. */
export class ConfirmPhone extends UseCase<GuestAnswer, { guestId: string; body: ConfirmPhoneBody }> {}

@CommandHandler(ConfirmPhone)
export class ConfirmPhoneHandler implements ICommandHandler<ConfirmPhone> {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly guests: GuestsByPhone,
    private readonly codes: OneTimeCodes,
    private readonly stopped: StoppedAddresses,
    private readonly sessions: Sessions,
    private readonly change: PhoneChange,
  ) {}

  /**
   * The old phone gets a message. A change by staff ends all of the guest's sessions, because the old phone may have opened them.
   * @throws ProblemError `verification_failed`, `verification_expired`, `guest_exists`, `guest_not_found`, `locked_out`, `points_handed_over_exceeded`
   */
  async execute({ context, input: { guestId, body } }: ConfirmPhone): Promise<GuestAnswer> {
    const { principal, networkId, origin } = context;
    refuseOtherGuests(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    const guest = await this.database.inNetwork(networkId, (tx) => findGuestBy(tx, networkId, 'id', guestId));
    if (guest === undefined) throw new ProblemError('guest_not_found');
    const given = { ...body, purpose: 'PHONE_CHANGE' } as const;
    const pending = await this.codes.check(networkId, given, pendingPhoneSchema, origin);
    if (pending.guestId !== guestId) throw new ProblemError('verification_expired');
    const accountId = network.sandboxOf === null ? await this.guests.putAccount(pending.phone) : null;
    const { answer, oldAccountId } = await this.database.inNetwork(networkId, async (tx) => {
      await this.codes.use(tx, networkId, body.verificationId);
      await this.stopped.reopen(tx, networkId, { channel: 'SMS', recipient: pending.phone });
      return this.change.apply(tx, network, { ...pending, accountId }, context);
    });
    if (oldAccountId !== null && oldAccountId !== accountId)
      await this.database.asPlatform((tx) => deleteUnusedAccount(tx, oldAccountId));
    if (principal.kind !== 'guest') await this.sessions.endAllOfGuest(networkId, guestId, 'rights_changed');
    return answer;
  }
}
