import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type Author } from '../audit/audit';
import { Passwords } from '../passwords/passwords';
import { Pii } from '../personal-data/pii';
import { ProviderSessions } from '../providers/provider-sessions';
import type { UserPrincipal } from '../principal/principal';
import { RateLimiter } from '../rate-limits/rate-limiter';
import { Sessions } from '../sessions/sessions';
import { OwnAccount } from '../sign-in/own-account';
import { getStaff } from '../staff/staff';
import { requireInDistrict } from '../staff/staff.rules';
import { isGuessable } from './pin.rules';
import { pinDigest } from './till-sign-in';
import type * as dto from './till-sign-in.dto';

/** A guess of a colleague's card number gets the answer of an unreadable card. */
const CARDS_PER_HOUR = 10;
const HOUR_SECONDS = 3_600;

/**
 * PIN and card by which a person signs in at bound tills. The person alone sets them, with the password, so nobody can sign in as another by a PIN or
 * a card that they gave out; managers take them away. Either change ends the person's sessions at tills.
 */
@Injectable()
export class OwnTillWays {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly passwords: Passwords,
    private readonly account: OwnAccount,
    private readonly providerSessions: ProviderSessions,
    private readonly limiter: RateLimiter,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  async get(user: UserPrincipal): Promise<dto.OwnWaysAnswer> {
    const networkId = networkOfOwn(user);
    if (networkId === null) return { pinSetAt: null, cardSetAt: null };
    return this.database.inNetwork(networkId, (tx) => ownWays(tx, networkId, user.id));
  }

  /** @throws ProblemError `pin_guessable`, `invalid_credentials`, `locked_out`; `forbidden` in a session by PIN or card */
  async putPin(user: UserPrincipal, { pin, password }: dto.PutPinBody, author: Author): Promise<dto.OwnWaysAnswer> {
    const networkId = networkOfSeller(user);
    if (isGuessable(pin)) throw new ProblemError('pin_guessable');
    await this.prove(user, password);
    const hash = await this.passwords.hash(pinDigest(this.pii, networkId, user.id, pin));
    return this.change(networkId, user.id, async (tx) => {
      await replacePin(tx, networkId, user.id, hash);
      await this.audit.appendChange(tx, networkId, author, 'user.pin_set', user.id, {});
      return ownWays(tx, networkId, user.id);
    });
  }

  /** @throws ProblemError `card_taken`, `invalid_credentials`, `locked_out`, `rate_limited`; `forbidden` in a session by PIN or card */
  async putCard(user: UserPrincipal, { card, password }: dto.PutCardBody, author: Author): Promise<dto.OwnWaysAnswer> {
    const networkId = networkOfSeller(user);
    await this.prove(user, password);
    await this.limiter.hit(`till-card:user:${user.id}`, CARDS_PER_HOUR, HOUR_SECONDS);
    const index = this.pii.blindIndex(networkId, 'till_card', card);
    return this.change(networkId, user.id, async (tx) => {
      if (!(await replaceCard(tx, networkId, user.id, index))) throw new ProblemError('card_taken');
      await this.audit.appendChange(tx, networkId, author, 'user.card_set', user.id, {});
      return ownWays(tx, networkId, user.id);
    });
  }

  /** Without the password, since it opens nothing. @throws ProblemError `forbidden` in a session by PIN or card */
  async removeOwn(user: UserPrincipal, way: 'PIN' | 'CARD', author: Author): Promise<void> {
    const networkId = networkOfOwn(user);
    if (networkId === null) return;
    await this.change(networkId, user.id, (tx) => this.remove(tx, networkId, user.id, [way], author));
  }

  /** @throws ProblemError `not_found`; `forbidden` for an employee outside of the caller's district */
  async takeAway(networkId: string, userId: string, author: Author): Promise<void> {
    await this.change(networkId, userId, async (tx) => {
      requireInDistrict(author.actor, await getStaff(tx, userId));
      await this.remove(tx, networkId, userId, ['PIN', 'CARD'], author);
    });
  }

  private async remove(
    tx: Tx,
    networkId: string,
    userId: string,
    ways: readonly ('PIN' | 'CARD')[],
    author: Author,
  ): Promise<void> {
    if (ways.includes('PIN') && (await removePin(tx, networkId, userId)))
      await this.audit.appendChange(tx, networkId, author, 'user.pin_removed', userId, {});
    if (ways.includes('CARD') && (await removeCard(tx, networkId, userId)))
      await this.audit.appendChange(tx, networkId, author, 'user.card_removed', userId, {});
  }

  /** A stolen session must not become a PIN. */
  private prove(user: UserPrincipal, password: string | undefined): Promise<void> {
    return password === undefined
      ? this.providerSessions.requireFresh(user.sessionId)
      : this.account.provePassword(user, password);
  }

  private async change<T>(networkId: string, userId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const { done, ended } = await this.database.inNetwork(networkId, async (tx) => {
      // Holds off other changes of the person's PIN and card, and sign-ins by them.
      await tx.query`SELECT FROM users WHERE id = ${userId} FOR UPDATE`;
      const done = await work(tx);
      return { done, ended: await this.sessions.endAtTillsWithin(tx, { atTillsOf: userId }, 'pin_changed') };
    });
    this.sessions.noteEnded(ended);
    return done;
  }
}

/** The network of the person; null: an owner of the installation, who has none. @throws ProblemError `forbidden` in a session by PIN or card */
function networkOfOwn({ networkId, boundTillId }: UserPrincipal): string | null {
  if (boundTillId !== undefined) throw new ProblemError('forbidden');
  return networkId;
}

/** The network of a person who sells. @throws ProblemError `forbidden` for others, and in a session by PIN or card */
function networkOfSeller(user: UserPrincipal): string {
  const networkId = networkOfOwn(user);
  const sells = user.role === 'cashier' || user.role === 'manager';
  if (!sells || networkId === null) throw new ProblemError('forbidden');
  return networkId;
}

async function ownWays(tx: Tx, networkId: string, userId: string): Promise<dto.OwnWaysAnswer> {
  const { pinSetAt, cardSetAt } = await tx.one<{ pinSetAt: Date | null; cardSetAt: Date | null }>`
    SELECT (SELECT set_at FROM staff_pins WHERE network_id = ${networkId} AND user_id = ${userId}) AS pin_set_at,
     (SELECT set_at FROM staff_cards WHERE network_id = ${networkId} AND user_id = ${userId}) AS card_set_at`;
  return { pinSetAt: pinSetAt?.toISOString() ?? null, cardSetAt: cardSetAt?.toISOString() ?? null };
}

async function replacePin(tx: Tx, networkId: string, userId: string, pinHash: string): Promise<void> {
  await removePin(tx, networkId, userId);
  await tx.query`INSERT INTO staff_pins (network_id, user_id, pin_hash) VALUES (${networkId}, ${userId}, ${pinHash})`;
}

async function removePin(tx: Tx, networkId: string, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`
    DELETE FROM staff_pins WHERE network_id = ${networkId} AND user_id = ${userId} RETURNING user_id`;
  return row !== undefined;
}

/** Gives the card to the person in place of the person's earlier card. Returns false if another person of the network has the card. */
async function replaceCard(tx: Tx, networkId: string, userId: string, cardIndex: Buffer): Promise<boolean> {
  await removeCard(tx, networkId, userId);
  const row = await tx.maybe<{ userId: string }>`
    INSERT INTO staff_cards (network_id, user_id, card_index) VALUES (${networkId}, ${userId}, ${cardIndex})
     ON CONFLICT (network_id, card_index) DO NOTHING RETURNING user_id`;
  return row !== undefined;
}

async function removeCard(tx: Tx, networkId: string, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`
    DELETE FROM staff_cards WHERE network_id = ${networkId} AND user_id = ${userId} RETURNING user_id`;
  return row !== undefined;
}
