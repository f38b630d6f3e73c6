import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, CODES_PER_PHONE, type Origin, Pii, RateLimiter, Sessions } from '../../security';
import { GuestAnswers } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { findGuestBy, type GuestRow, linkAccount } from '../profiles/guest.sql';
import { themselves } from '../profiles/guest-access';
import { phoneOf } from '../enrolment/new-guest.rules';
import { GuestEnrolment } from '../enrolment/guest-enrolment';
import { Messages } from '../messages/messages';
import { codeMessage } from './code-message';
import {
  type PendingRegistration,
  pendingRegistrationSchema,
  type RegisterBody,
  type RegistrationAnswer,
  type VerifiedAnswer,
  type VerifyBody,
} from './registration.dto';
import * as sql from './verification.sql';

const CODE_LIFETIME_S = 10 * 60;
const MAX_WRONG_CODES = 5;

/**
 * Registration and sign-in of guests by a code sent to their phone. Whether the phone is known is not even looked up
 * before the code came back, so neither the answer nor its time can tell.
 */
@Injectable()
export class Registration {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly limiter: RateLimiter,
    private readonly messages: Messages,
    private readonly enrolment: GuestEnrolment,
    private readonly answers: GuestAnswers,
    private readonly sessions: Sessions,
  ) {}

  /** Sends a code, in the language asked for, else the network's. Throws `not_found` for the network, `phone_invalid`, `rate_limited` after too many codes. */
  async begin(body: RegisterBody, asked: Language | null): Promise<RegistrationAnswer> {
    const network = await this.openNetwork(body.networkId);
    const phone = phoneOf(body.phone, network.country);
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    const { codesPerPhonePerHour } = network.settings.rates;
    await this.limiter.hit(`code:${phoneIndex.toString('hex')}`, codesPerPhonePerHour, CODES_PER_PHONE.windowSeconds);
    const id = newId();
    const code = String(randomInt(1_000_000)).padStart(6, '0');
    const pending: PendingRegistration = {
      phone,
      name: body.name ?? null,
      birthDate: body.birthDate ?? null,
      referralCode: body.referralCode ?? null,
      consents: body.consents,
    };
    const expiresAt = await this.database.inNetwork(network.id, async (tx) => {
      await this.messages.append(tx, network.id, {
        guestId: null,
        channel: 'SMS',
        recipient: phone,
        body: codeMessage(code, network.name, asked ?? network.locale),
      });
      return sql.insertVerification(tx, network.id, {
        id,
        phoneIndex,
        payload: this.pii.encrypt(network.id, 'verification', JSON.stringify(pending)),
        codeHash: this.hashOf(id, code),
        channel: 'SMS',
        lifeSeconds: CODE_LIFETIME_S,
      });
    });
    return { verificationId: id, expiresAt: expiresAt.toISOString(), channel: 'SMS' };
  }

  /**
   * Takes the code: the guest, new or known, and a session. Throws `verification_failed` for a wrong code or an
   * unknown verification, `verification_expired` for one that was used, is over, or ended by five wrong codes.
   */
  async complete(body: VerifyBody, origin: Origin): Promise<VerifiedAnswer> {
    const { verificationId, code } = body;
    const found = await this.database.asPlatform((tx) => sql.findNetworkOfVerification(tx, verificationId));
    if (found === undefined) throw new ProblemError('verification_failed');
    const network = await this.openNetwork(found.network_id);
    const pending = await this.pendingOf(network.id, verificationId, code.trim());
    const accountId = await this.accountOf(pending.phone);
    const guest = await this.database.inNetwork(network.id, async (tx) => {
      if (!(await sql.useVerification(tx, network.id, verificationId, MAX_WRONG_CODES)))
        throw new ProblemError('verification_expired');
      return this.guestOf(tx, network, pending, accountId, origin);
    });
    return { ...(await this.sessions.openForGuest(network.id, guest.id)), guest };
  }

  private async openNetwork(networkId: string): Promise<NetworkProfile> {
    const network = await this.networks.getProfile(networkId);
    if (network.closedAt !== null) throw new ProblemError('not_found');
    return network;
  }

  /** In a transaction of its own, so that a wrong code stays counted. */
  private async pendingOf(networkId: string, id: string, code: string): Promise<PendingRegistration> {
    const tried = await this.database.inNetwork(networkId, (tx) =>
      sql.tryCode(tx, networkId, id, this.hashOf(id, code), MAX_WRONG_CODES),
    );
    if (tried === undefined) throw new ProblemError('verification_expired');
    if (!tried.matches) throw new ProblemError('verification_failed');
    return pendingRegistrationSchema.parse(JSON.parse(this.pii.decrypt(networkId, 'verification', tried.payload)));
  }

  private accountOf(phone: string): Promise<string> {
    const phoneEncrypted = this.pii.encrypt(null, 'phone', phone);
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    return this.database.asPlatform((tx) => sql.upsertGuestAccount(tx, { id: newId(), phoneEncrypted, phoneIndex }));
  }

  private async guestOf(
    tx: Tx,
    network: NetworkProfile,
    pending: PendingRegistration,
    accountId: string,
    origin: Origin,
  ): Promise<GuestAnswer> {
    const row =
      (await this.findKnown(tx, network.id, pending.phone)) ??
      (await this.register(tx, network, pending, accountId, origin));
    if (row.account_id === null) await linkAccount(tx, network.id, row.id, accountId);
    await this.audit.append(tx, network.id, {
      actor: themselves(network.id, row.id),
      origin,
      action: 'guest.signed_in',
      subjectKind: 'guest',
      subjectId: row.id,
    });
    return this.answers.answerOf(tx, network, row, 'OWN');
  }

  private findKnown(tx: Tx, networkId: string, phone: string): Promise<GuestRow | undefined> {
    return findGuestBy(tx, networkId, 'phone_index', this.pii.blindIndex(networkId, 'phone', phone));
  }

  /** Should the same phone be registered meanwhile, that guest is the one who signs in. */
  private async register(
    tx: Tx,
    network: NetworkProfile,
    pending: PendingRegistration,
    accountId: string,
    origin: Origin,
  ): Promise<GuestRow> {
    const { phone, name, birthDate, consents } = pending;
    const rest = { email: null, externalId: null, restaurantId: null, locale: null, note: null };
    const guest = { phone, name, birthDate, consents, accountId, ...rest };
    const made = await this.enrolment.tryExecute(tx, network, guest, 'SELF', origin);
    if (!('holderId' in made)) return made;
    const known = await this.findKnown(tx, network.id, phone);
    if (known === undefined) throw new Error('the holder of a phone vanished');
    return known;
  }

  /** Six digits are guessed in no time from a plain hash: this one needs the installation's key. */
  private hashOf(verificationId: string, code: string): Buffer {
    return this.pii.blindIndex(null, 'one_time_code', `${verificationId}:${code}`);
  }
}
