import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { languageOfHeader } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import {
  Audit,
  type Origin,
  Pii,
  PlanLimits,
  type SessionTokens,
  Sessions,
  type TokenPair,
  StoppedAddresses,
} from '../../security';
import { GuestAnswers } from '../profiles/guest-answers';
import { findGuestBy, type GuestRow, linkAccount } from '../profiles/guest.sql';
import { themselves } from '../profiles/guest-access';
import { phoneOf } from '../enrolment/new-guest.rules';
import { GuestEnrolment } from '../enrolment/guest-enrolment';
import { OneTimeCodes } from '../one-time-codes/one-time-codes';
import { findReferralResult } from '../referrals/referral.sql';
import { upsertGuestAccount } from '../one-time-codes/verification.sql';
import {
  type PendingRegistration,
  pendingRegistrationSchema,
  type RegisterBody,
  type RegistrationAnswer,
  type VerifiedAnswer,
  type VerifyBody,
} from './registration.dto';
import { Command } from '@nestjs/cqrs';
import { Handles } from '../../platform/http/handlers-of';

/** A guest who has just proven their identity, with the new session. */
export interface EnteredGuest extends Pick<VerifiedAnswer, 'guest' | 'isNew' | 'referral'> {
  readonly networkId: string;
  readonly session: TokenPair & SessionTokens;
}

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

/** Registration and sign-in of guests by a code sent to their phone. */
@Injectable()
export class Registration {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly codes: OneTimeCodes,
    private readonly enrolment: GuestEnrolment,
    private readonly answers: GuestAnswers,
    private readonly sessions: Sessions,
    private readonly limits: PlanLimits,
    private readonly stopped: StoppedAddresses,
  ) {}

  /**
   * Sends a code in the requested language, else in the network's. Throws `not_found` for the network, `phone_invalid`, `rate_limited` after too
   * many codes, `no_message_channel`.
   */
  @Handles(SendRegistrationCode)
  async sendRegistrationCode({ body, accepted, origin }: SendRegistrationCode): Promise<RegistrationAnswer> {
    const network = await this.openNetwork(body.networkId);
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
    const isWithheld = !hasRoom && !(await this.isRegistered(network.id, phone));
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
    const { session, guest, isNew, referral } = await this.enterByCode(body, origin);
    const { accessToken, refreshToken, expiresIn } = session;
    return { accessToken, refreshToken, expiresIn, guest, isNew, referral };
  }

  /** Like the command, for a page: also returns the session for the cookie of the refresh token. */
  async enterByCode(
    { verificationId, code, consents, name, onlyKnown }: VerifyBody,
    origin: Origin,
  ): Promise<EnteredGuest> {
    const network = await this.openNetwork(await this.codes.getNetworkId(verificationId));
    const given = { verificationId, code, purpose: 'REGISTRATION' } as const;
    const pending = await this.codes.check(network.id, given, pendingRegistrationSchema, origin);
    // Checked only after the code was right, because a stranger must not learn whose phone is registered.
    if (onlyKnown === true && !(await this.isRegistered(network.id, pending.phone)))
      throw new ProblemError('registration_needed');
    const registered = { ...pending, name: name ?? pending.name, consents: consents ?? pending.consents };
    return this.enter(network, registered, origin, (tx) => this.codes.use(tx, network.id, verificationId));
  }

  /** Registers or finds the guest of a proven phone, and opens a session. `use` ends the proof in the same transaction. */
  async enter(
    network: NetworkProfile,
    pending: PendingRegistration,
    origin: Origin,
    use?: (tx: Tx) => Promise<void>,
  ): Promise<EnteredGuest> {
    // Test phones are the same in every sandbox, so they must not connect networks by a shared account.
    const accountId = network.sandboxOf === null ? await this.accountOf(pending.phone) : null;
    const entered = await this.database.inNetwork(network.id, async (tx) => {
      await use?.(tx);
      await this.stopped.reopen(tx, network.id, { channel: 'SMS', recipient: pending.phone });
      return this.guestOf(tx, network, pending, accountId, origin);
    });
    const session = await this.sessions.openForGuest(network.id, entered.guest.id, origin);
    return { networkId: network.id, session, ...entered };
  }

  /** Whether the network has a guest with this phone (E.164). */
  async isRegistered(networkId: string, phone: string): Promise<boolean> {
    return (await this.database.inNetwork(networkId, (tx) => this.findKnown(tx, networkId, phone))) !== undefined;
  }

  /** @throws ProblemError `not_found` for a network that is closed or unknown */
  async openNetwork(networkId: string): Promise<NetworkProfile> {
    const network = await this.networks.getProfile(networkId);
    if (network.closedAt !== null) throw new ProblemError('not_found');
    return network;
  }

  private accountOf(phone: string): Promise<string> {
    const phoneEncrypted = this.pii.encrypt(null, 'phone', phone);
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    return this.database.asPlatform((tx) => upsertGuestAccount(tx, { id: newId(), phoneEncrypted, phoneIndex }));
  }

  private async guestOf(
    tx: Tx,
    network: NetworkProfile,
    pending: PendingRegistration,
    accountId: string | null,
    origin: Origin,
  ): Promise<Pick<VerifiedAnswer, 'guest' | 'isNew' | 'referral'>> {
    const known = await this.findKnown(tx, network.id, pending.phone);
    const { row, isNew } =
      known === undefined ? await this.register(tx, network, pending, accountId, origin) : { row: known, isNew: false };
    if (row.account_id === null && accountId !== null) await linkAccount(tx, network.id, row.id, accountId);
    await this.audit.append(tx, network.id, {
      actor: themselves(network.id, row.id),
      origin,
      action: 'guest.signed_in',
      subjectKind: 'guest',
      subjectId: row.id,
    });
    const referral = isNew ? await findReferralResult(tx, network.id, row.id) : null;
    return { guest: await this.answers.answerOf(tx, network, row, 'OWN'), isNew, referral };
  }

  private findKnown(tx: Tx, networkId: string, phone: string): Promise<GuestRow | undefined> {
    return findGuestBy(tx, networkId, 'phone_index', this.pii.blindIndex(networkId, 'phone', phone));
  }

  /** If another call registers the same phone meanwhile, that guest is signed in. */
  private async register(
    tx: Tx,
    network: NetworkProfile,
    pending: PendingRegistration,
    accountId: string | null,
    origin: Origin,
  ): Promise<{ readonly row: GuestRow; readonly isNew: boolean }> {
    const { phone, name, birthDate, referralCode, consents } = pending;
    const rest = { consentBasis: null, email: null, externalId: null, restaurantId: null, locale: null, note: null };
    const guest = { phone, name, birthDate, referralCode, consents, accountId, ...rest };
    const made = await this.enrolment.tryExecute(tx, network, guest, 'SELF', origin);
    if (!('holderId' in made)) return { row: made, isNew: true };
    const known = await this.findKnown(tx, network.id, phone);
    if (known === undefined) throw new Error('the holder of a phone vanished');
    return { row: known, isNew: false };
  }
}
