import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Networks } from '../../configuration';
import { Database } from '../../platform/database/database';
import { UseCase } from '../../security';
import { OneTimeCodes } from '../one-time-codes/one-time-codes';
import { refuseOtherGuests, requireGuest } from '../profiles/guest-access';
import type { ChangePhoneBody, PhoneCodeAnswer } from './phone-change.dto';
import { phoneOf } from '../enrolment/new-guest.rules';

/** Sends a code to the new phone of a guest. */
export class SendPhoneCode extends UseCase<PhoneCodeAnswer, { guestId: string; body: ChangePhoneBody }> {}

@CommandHandler(SendPhoneCode)
export class SendPhoneCodeHandler implements ICommandHandler<SendPhoneCode> {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly codes: OneTimeCodes,
  ) {}

  /**
   * Also sends the code to a phone that another guest has, so that the answer does not reveal it.
   * @throws ProblemError `guest_not_found`, `phone_invalid`, `rate_limited`, `no_message_channel`
   */
  async execute({ context, input: { guestId, body } }: SendPhoneCode): Promise<PhoneCodeAnswer> {
    const { principal, networkId, origin, language } = context;
    refuseOtherGuests(principal, guestId);
    await this.database.inNetwork(networkId, (tx) => requireGuest(tx, networkId, guestId));
    const network = await this.networks.getProfile(networkId);
    const phone = phoneOf(body.phone, network.country);
    const payload = { guestId, phone };
    const { channel } = body;
    return this.codes.send(network, { purpose: 'PHONE_CHANGE', phone, channel, guestId, language, payload }, origin);
  }
}
