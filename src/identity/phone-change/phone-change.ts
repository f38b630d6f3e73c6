import { Injectable } from '@nestjs/common';
import type { NetworkProfile } from '../../configuration';
import { messages } from '../../generated/words/messages';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { FORMATTERS } from '../../platform/language/formatters';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, CHAT_CHANNELS, Messages, PERSONAL_DATA, Pii, type RequestContext } from '../../security';
import { LedgerPorts } from '../ledger-ports/ledger-ports';
import { MESSENGERS } from '../network-bots/messengers';
import { GuestAnswers, sightOf } from '../profiles/guest-answers';
import type { GuestAnswer } from '../profiles/guest.dto';
import { findHolderOf, lockGuest, updateGuest } from '../profiles/guest.sql';
import { phoneColumns } from '../profiles/personal-columns';
import { timesOf } from '../profiles/profile-times.rules';

/** Gives a guest another phone, and the rows that the old one has to the guest. */
@Injectable()
export class PhoneChange {
  constructor(
    private readonly pii: Pii,
    private readonly messages: Messages,
    private readonly answers: GuestAnswers,
    private readonly audit: Audit,
    private readonly clock: Clock,
    private readonly ports: LedgerPorts,
  ) {}

  /**
   * Writes the new phone of a guest, tells the old one of it, and returns the account that the guest had before.
   * @throws ProblemError `guest_not_found`, `guest_exists`, `points_handed_over_exceeded`
   */
  async apply(
    tx: Tx,
    network: NetworkProfile,
    { guestId, phone, accountId }: { guestId: string; phone: string; accountId: string | null },
    { author, principal }: RequestContext,
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
    if (accountId !== null)
      await tx.query`
        UPDATE guests SET account_id = ${accountId} WHERE network_id = ${network.id} AND id = ${guestId}`;
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
}

/** Deletes the chats with the network's own bots and the codes of a phone that no guest has any more. */
async function deletePhone(tx: Tx, networkId: string, phoneIndex: Buffer): Promise<void> {
  for (const messenger of CHAT_CHANNELS)
    await tx.query`DELETE FROM ${MESSENGERS[messenger].chats} WHERE network_id = ${networkId} AND phone_index = ${phoneIndex}`;
  await tx.query`DELETE FROM verifications WHERE network_id = ${networkId} AND phone_index = ${phoneIndex}`;
}
