import { Injectable } from '@nestjs/common';
import { type NetworkProfile, Networks } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { newId } from '../../platform/ids/ids';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, Messages, PERSONAL_DATA, Pii, Sessions, UseCase, StoppedAddresses } from '../../security';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { OneTimeCodes } from '../one-time-codes/one-time-codes';
import { deleteUnusedAccount } from '../one-time-codes/guest-account.sql';
import { upsertGuestAccount } from '../one-time-codes/verification.sql';
import { refuseOtherGuests, requireGuest } from '../profiles/guest-access';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { findGuestBy, findHolderOf, lockGuest, putAccount, updateGuest } from '../profiles/guest.sql';
import { phoneColumns } from '../profiles/personal-columns';
import { timesOf } from '../profiles/profile-times.rules';
import { deletePhone } from './old-phone.sql';
import {
  type ChangePhoneBody,
  type ConfirmPhoneBody,
  pendingPhoneSchema,
  type PhoneCodeAnswer,
} from './phone-change.dto';
import { phoneOf } from '../enrolment/new-guest.rules';
import { Handles } from '../../platform/http/handlers-of';

/** Gives a guest the new phone whose code the caller has. */
export class ConfirmPhone extends UseCase<GuestAnswer, { guestId: string; body: ConfirmPhoneBody }> {}

/** Sends a code to the new phone of a guest. */
export class SendPhoneCode extends UseCase<PhoneCodeAnswer, { guestId: string; body: ChangePhoneBody }> {}

@Injectable()
export class PhoneChangeHandlers {
  constructor(
    private readonly database: Database,
    private readonly networks: Networks,
    private readonly pii: Pii,
    private readonly codes: OneTimeCodes,
    private readonly messages: Messages,
    private readonly stopped: StoppedAddresses,
    private readonly sessions: Sessions,
    private readonly answers: GuestAnswers,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly ports: LedgerPorts,
  ) {}

  /**
   * The old phone gets a message. A change by staff ends all of the guest's sessions, because the old phone may have opened them.
   * @throws ProblemError `verification_failed`, `verification_expired`, `guest_exists`, `guest_not_found`, `locked_out`, `points_handed_over_exceeded`
   */
  @Handles(ConfirmPhone)
  async confirmPhone({ context, input: { guestId, body } }: ConfirmPhone): Promise<GuestAnswer> {
    const { principal, networkId, origin } = context;
    refuseOtherGuests(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    const guest = await this.database.inNetwork(networkId, (tx) => findGuestBy(tx, networkId, 'id', guestId));
    if (guest === undefined) throw new ProblemError('guest_not_found');
    const given = { ...body, purpose: 'PHONE_CHANGE' } as const;
    const pending = await this.codes.check(networkId, given, pendingPhoneSchema, origin);
    if (pending.guestId !== guestId) throw new ProblemError('verification_expired');
    const accountId = network.sandboxOf === null ? await this.accountOf(pending.phone) : null;
    const { answer, oldAccountId } = await this.database.inNetwork(networkId, async (tx) => {
      await this.codes.use(tx, networkId, body.verificationId);
      await this.stopped.reopen(tx, networkId, { channel: 'SMS', recipient: pending.phone });
      return this.change(tx, network, { ...pending, accountId }, context);
    });
    if (oldAccountId !== null && oldAccountId !== accountId)
      await this.database.asPlatform((tx) => deleteUnusedAccount(tx, oldAccountId));
    if (principal.kind !== 'guest') await this.sessions.endAllOfGuest(networkId, guestId, 'rights_changed');
    return answer;
  }

  /**
   * Also sends the code to a phone that another guest has, so that the answer does not reveal it.
   * @throws ProblemError `guest_not_found`, `phone_invalid`, `rate_limited`, `no_message_channel`
   */
  @Handles(SendPhoneCode)
  async sendPhoneCode({ context, input: { guestId, body } }: SendPhoneCode): Promise<PhoneCodeAnswer> {
    const { principal, networkId, origin, language } = context;
    refuseOtherGuests(principal, guestId);
    await this.database.inNetwork(networkId, (tx) => requireGuest(tx, networkId, guestId));
    const network = await this.networks.getProfile(networkId);
    const phone = phoneOf(body.phone, network.country);
    const payload = { guestId, phone };
    const { channel } = body;
    return this.codes.send(network, { purpose: 'PHONE_CHANGE', phone, channel, guestId, language, payload }, origin);
  }

  private async change(
    tx: Tx,
    network: NetworkProfile,
    { guestId, phone, accountId }: { guestId: string; phone: string; accountId: string | null },
    { author, principal }: ConfirmPhone['context'],
  ): Promise<{ readonly answer: GuestAnswer; readonly oldAccountId: string | null }> {
    const row = await lockGuest(tx, network.id, guestId);
    if (row?.erased_at !== null || row.merged_into !== null) throw new ProblemError('guest_not_found');
    const columns = phoneColumns(this.pii, network.id, phone);
    const holder = await findHolderOf(tx, network.id, { phoneIndex: columns.phoneIndex, externalId: null }, guestId);
    if (holder !== undefined)
      throw new ProblemError('guest_exists', principal.kind === 'guest' ? {} : { guestId: holder.id });
    await this.ports.handOvers.chargeGuests(tx, principal, [guestId]);
    const times = timesOf({ phone }, this.clock.now().getTime());
    const changed = await updateGuest(tx, network.id, guestId, columns, times);
    if (accountId !== null) await putAccount(tx, network.id, guestId, accountId);
    const old = row.phone_encrypted && this.pii.decrypt(network.id, 'phone', row.phone_encrypted);
    if (old !== null && old !== phone && this.messages.reachesPeople('SMS'))
      await this.messages.append(tx, network.id, {
        guestId,
        channel: 'SMS',
        recipient: old,
        body: messages[row.locale ?? network.locale].phoneChanged(FORMATTERS, { network: network.name }),
        secret: false,
        purpose: 'SERVICE',
      });
    if (old !== null && old !== phone) await this.forget(tx, network.id, guestId, old);
    await this.audit.appendChange(tx, network.id, author, 'guest.phone_changed', guestId, {
      after: { phone: PERSONAL_DATA },
    });
    const answer = await this.answers.answerOf(tx, network, changed, sightOf(principal));
    return { answer, oldAccountId: row.account_id };
  }

  /** Gives rows stored only under the old phone to the guest, or deletes them, because an erasure finds rows by the present phone only. */
  private async forget(tx: Tx, networkId: string, guestId: string, phone: string): Promise<void> {
    await deletePhone(tx, networkId, this.pii.blindIndex(null, 'phone', phone));
    await this.messages.assignTo(tx, networkId, guestId, phone);
  }

  private accountOf(phone: string): Promise<string> {
    const phoneEncrypted = this.pii.encrypt(null, 'phone', phone);
    const phoneIndex = this.pii.blindIndex(null, 'phone', phone);
    return this.database.asPlatform((tx) => upsertGuestAccount(tx, { id: newId(), phoneEncrypted, phoneIndex }));
  }
}
