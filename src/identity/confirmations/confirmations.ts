import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { type NetworkProfile, Networks } from '../../configuration';
import { Database, type Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { newId } from '../../platform/ids/ids';
import type { Language } from '../../platform/language/language';
import { ProblemError } from '../../platform/problems/problem';
import { type Origin, Pii, Audit, refuseOwnAccount, UseCase } from '../../security';
import { OneTimeCodes, type SentCode } from '../one-time-codes/one-time-codes';
import { findGuestBy } from '../profiles/guest.sql';
import {
  type AskedConfirmationAnswer,
  type AskConfirmationBody,
  confirmationAnswer,
  type OwnConfirmations,
} from './confirmation.dto';
import { type AskedConfirmation, COLUMNS, findOpen, IS_OPEN } from './confirmations.sql';
import { Handles } from '../../platform/http/handlers-of';

const LIST_LIMIT = 20;

export type { AskedConfirmation } from './confirmations.sql';

const codePayload = z.object({ confirmationId: z.uuid() });

/** A till asks the guest to confirm a spend that is above the network's limit. */
export class AskConfirmation extends UseCase<AskedConfirmationAnswer, { guestId: string; body: AskConfirmationBody }> {}

/** A guest confirms or refuses a spend with a tap. */
export class DecideConfirmation extends UseCase<OwnConfirmations, { id: string; confirm: boolean }> {}

/** Redemptions above the network's limit, which a guest confirms remotely: by a code from a message, or by a tap. */
@Injectable()
export class Confirmations {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly codes: OneTimeCodes,
    private readonly networks: Networks,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `guest_not_found`, `own_account`, `rate_limited` */
  @Handles(AskConfirmation)
  async askConfirmation({ context, input: { guestId, body } }: AskConfirmation): Promise<AskedConfirmationAnswer> {
    const { principal, networkId, origin } = context;
    refuseOwnAccount(principal, guestId);
    const network = await this.networks.getProfile(networkId);
    const asked = { guestId, actorId: principal.id, points: body.points };
    const made = await this.ask(network, asked, null, origin);
    return { ...confirmationAnswer(made), channel: made.channel, staysInOutbox: made.staysInOutbox };
  }

  /** Decides and returns the confirmations that still wait. @throws ProblemError `not_found` for a decided or expired one */
  @Handles(DecideConfirmation)
  async decideConfirmation({ context, input: { id, confirm } }: DecideConfirmation): Promise<OwnConfirmations> {
    const { principal, networkId, author } = context;
    const own = { guestId: principal.id, id };
    await this.database.inNetwork(networkId, async (tx) => {
      await this.decideOwn(tx, networkId, own, confirm);
      await this.audit.appendOn(
        tx,
        networkId,
        author,
        confirm ? 'spend.confirmed' : 'spend.refused',
        ['guest', principal.id],
        { after: { confirmationId: id } },
      );
    });
    return { items: (await this.listOwn(networkId, principal.id)).map(confirmationAnswer) };
  }

  /**
   * Asks the guest: by a message with a code where a phone and a channel exist, and in the guest's own session.
   * @throws ProblemError `guest_not_found`, `rate_limited`
   */
  async ask(
    network: NetworkProfile,
    asked: { readonly guestId: string; readonly actorId: string; readonly points: number },
    language: Language | null,
    origin: Origin,
  ): Promise<AskedConfirmation & Pick<AskedConfirmationAnswer, 'channel' | 'staysInOutbox'>> {
    const guest = await this.database.inNetwork(network.id, (tx) => findGuestBy(tx, network.id, 'id', asked.guestId));
    if (guest?.erased_at !== null) throw new ProblemError('guest_not_found');
    const id = newId();
    const phone = guest.phone_encrypted === null ? null : this.pii.decrypt(network.id, 'phone', guest.phone_encrypted);
    const sent = phone === null ? null : await this.send(network, { ...asked, id, phone }, language, origin);
    const row = await this.database.inNetwork(
      network.id,
      (tx) =>
        tx.one<AskedConfirmation>`
          INSERT INTO confirmations (network_id, id, guest_id, actor_id, points, verification_id, expires_at)
           VALUES (${network.id}, ${id}, ${asked.guestId}, ${asked.actorId}, ${asked.points}, ${sent?.verificationId ?? null},
           clock_timestamp() + interval '10 minutes') RETURNING ${COLUMNS}`,
    );
    return { ...row, channel: sent?.channel ?? null, staysInOutbox: sent?.staysInOutbox ?? false };
  }

  /**
   * Confirms by the code from a message; false: no confirmation with this id waits for a code.
   * @throws ProblemError `verification_failed`, `verification_expired`
   */
  async confirmByCode(networkId: string, id: string, code: string, origin: Origin): Promise<boolean> {
    const asked = await this.database.inNetwork(networkId, (tx) => findOpen(tx, networkId, id));
    if (asked?.verificationId == null) return false;
    // The till repeats an act whose code was already accepted.
    if (asked.confirmedBy === 'ONE_TIME_CODE') return true;
    const { verificationId } = asked;
    await this.codes.check(networkId, { verificationId, code, purpose: 'SPEND' }, codePayload, origin);
    await this.database.inNetwork(networkId, async (tx) => {
      await this.codes.use(tx, networkId, verificationId);
      await decide(tx, networkId, { id, guestId: asked.guestId }, 'ONE_TIME_CODE');
    });
    return true;
  }

  /** Confirmations that wait for the guest, newest first. */
  listOwn(networkId: string, guestId: string): Promise<AskedConfirmation[]> {
    return this.database.inNetwork(
      networkId,
      (tx) => tx.query<AskedConfirmation>`SELECT ${COLUMNS} FROM confirmations
          WHERE network_id = ${networkId} AND guest_id = ${guestId} AND confirmed_by IS NULL AND ${IS_OPEN}
          ORDER BY created_at DESC LIMIT ${LIST_LIMIT}`,
    );
  }

  /** Confirms or refuses by the guest's tap. @throws ProblemError `not_found` for a decided or expired confirmation */
  async decideOwn(
    tx: Statements,
    networkId: string,
    own: { guestId: string; id: string },
    confirms: boolean,
  ): Promise<void> {
    const done = await decide(tx, networkId, own, confirms ? 'TAP' : null);
    if (!done) throw new ProblemError('not_found');
  }

  /** Sends the code; null: no code can reach the guest, so only a tap confirms. */
  private send(
    network: NetworkProfile,
    asked: { readonly id: string; readonly guestId: string; readonly phone: string },
    language: Language | null,
    origin: Origin,
  ): Promise<SentCode | null> {
    const { id: confirmationId, guestId, phone } = asked;
    const code = { purpose: 'SPEND', phone, guestId, language: language ?? network.locale } as const;
    return this.codes.sendIfReached(network, { ...code, payload: { confirmationId } }, origin);
  }
}

/** Confirms, or with null refuses. False: the confirmation is decided or has expired. */
async function decide(
  tx: Statements,
  networkId: string,
  { id, guestId }: Pick<AskedConfirmation, 'id' | 'guestId'>,
  confirmedBy: 'ONE_TIME_CODE' | 'TAP' | null,
): Promise<boolean> {
  const change = confirmedBy === null ? sql`refused_at = clock_timestamp()` : sql`confirmed_by = ${confirmedBy}`;
  const decided = await tx.maybe<{ id: string }>`UPDATE confirmations SET ${change}
      WHERE network_id = ${networkId} AND id = ${id} AND guest_id = ${guestId} AND confirmed_by IS NULL AND ${IS_OPEN} RETURNING id`;
  return decided !== undefined;
}
