import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { Audit, type Origin, Pii } from '../../security';
import { GuestEnrolment } from '../enrolment/guest-enrolment';
import { themselves } from '../profiles/guest-access';
import { GuestAnswers } from '../profiles/guest-answers';
import { findGuestBy, type GuestRow } from '../profiles/guest.sql';
import { findReferralResult } from '../referrals/referral.sql';
import type { PendingRegistration, VerifiedAnswer } from './registration.dto';

/** The guests of networks by their proven phones. */
@Injectable()
export class GuestsByPhone {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly audit: Audit,
    private readonly enrolment: GuestEnrolment,
    private readonly answers: GuestAnswers,
  ) {}

  /** Whether the network has a guest with this phone (E.164). */
  async isRegistered(networkId: string, phone: string): Promise<boolean> {
    return (await this.database.inNetwork(networkId, (tx) => this.findKnown(tx, networkId, phone))) !== undefined;
  }

  /** The id of the account that one phone has in all networks; makes it if missing. */
  putAccount(phone: string): Promise<string> {
    const phoneEncrypted = this.pii.encrypt(null, 'phone', phone);
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    return this.database.asPlatform(
      async (tx) =>
        (
          await tx.one<{ id: string }>`INSERT INTO guest_accounts (id, phone_encrypted, phone_index)
              VALUES (${newId()}, ${phoneEncrypted}, ${phoneIndex})
              ON CONFLICT (phone_index) DO UPDATE SET phone_index = excluded.phone_index RETURNING id`
        ).id,
    );
  }

  /** Finds or registers the guest of a proven phone, and notes the sign-in. */
  async enter(
    tx: Tx,
    network: NetworkProfile,
    pending: PendingRegistration,
    accountId: string | null,
    origin: Origin,
  ): Promise<Pick<VerifiedAnswer, 'guest' | 'isNew' | 'referral'>> {
    const known = await this.findKnown(tx, network.id, pending.phone);
    const { row, isNew } =
      known === undefined ? await this.register(tx, network, pending, accountId, origin) : { row: known, isNew: false };
    if (row.account_id === null && accountId !== null)
      await tx.query`
        UPDATE guests SET account_id = ${accountId} WHERE network_id = ${network.id} AND id = ${row.id} AND account_id IS NULL`;
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
