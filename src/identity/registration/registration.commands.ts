import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Handles } from '../../platform/http/handlers-of';
import { languageOfHeader } from '../../platform/language/language';
import { type Origin, PlanLimits } from '../../security';
import { phoneOf } from '../enrolment/new-guest.rules';
import { OneTimeCodes } from '../one-time-codes/one-time-codes';
import { GuestsByPhone } from './guests-by-phone';
import { Registration } from './registration';
import type {
  PendingRegistration,
  RegisterBody,
  RegistrationAnswer,
  VerifiedAnswer,
  VerifyBody,
} from './registration.dto';

export class SendRegistrationCode extends Command<RegistrationAnswer> {
  constructor(
    readonly body: RegisterBody,
    readonly accepted: string | undefined,
    readonly origin: Origin,
  ) {
    super();
  }
}

export class VerifyRegistration extends Command<VerifiedAnswer> {
  constructor(
    readonly body: VerifyBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@Injectable()
export class RegistrationHandlers {
  constructor(
    private readonly database: Database,
    private readonly limits: PlanLimits,
    private readonly codes: OneTimeCodes,
    private readonly guests: GuestsByPhone,
    private readonly registration: Registration,
  ) {}

  /**
   * Sends a code in the requested language, else in the network's. Throws `not_found` for the network, `phone_invalid`, `rate_limited` after too
   * many codes, `no_message_channel`.
   */
  @Handles(SendRegistrationCode)
  async sendRegistrationCode({ body, accepted, origin }: SendRegistrationCode): Promise<RegistrationAnswer> {
    const network = await this.registration.openNetwork(body.networkId);
    const phone = phoneOf(body.phone, network.country);
    const payload: PendingRegistration = {
      phone,
      name: body.name ?? null,
      birthDate: body.birthDate ?? null,
      referralCode: body.referralCode ?? null,
      consents: body.consents,
    };
    const language = languageOfHeader(accepted) ?? network.locale;
    const hasRoom = await this.database.inNetwork(network.id, (tx) => this.limits.hasRoom(tx, network.id, 'guests'));
    // When the plan has no room, an unknown phone gets no code, but the answer is the same as for a registered one.
    const isWithheld = !hasRoom && !(await this.guests.isRegistered(network.id, phone));
    const code = { phone, channel: body.channel, guestId: null, language, payload, isWithheld } as const;
    const sent = await this.codes.send(network, { purpose: 'REGISTRATION', ...code }, origin);
    return { ...sent, membersOnly: !hasRoom };
  }

  /**
   * Checks the code, then registers the guest or finds the known one, and opens a session. Throws `verification_failed` for a wrong code or an
   * unknown verification; `verification_expired` for one that was used, has expired, or was ended by five wrong codes; `locked_out` for an address
   * with too many wrong codes; `registration_needed` for a new phone with `onlyKnown`.
   */
  @Handles(VerifyRegistration)
  async verifyRegistration({ body, origin }: VerifyRegistration): Promise<VerifiedAnswer> {
    const { session, guest, isNew, referral } = await this.registration.enterByCode(body, origin);
    const { accessToken, refreshToken, expiresIn } = session;
    return { accessToken, refreshToken, expiresIn, guest, isNew, referral };
  }
}
