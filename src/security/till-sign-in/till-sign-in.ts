import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Audit, type Author } from '../audit/audit';
import { Passwords } from '../passwords/passwords';
import { Pii } from '../personal-data/pii';
import type { Origin } from '../principal/authenticated-request';
import type { UserPrincipal } from '../principal/principal';
import { type GuessLimit, RateLimiter } from '../rate-limits/rate-limiter';
import { WRONG_CARDS_PER_TILL, WRONG_PINS_PER_TILL } from '../rate-limits/rate-limits.rules';
import { Sessions, type SessionTokens } from '../sessions/sessions';
import { codeOfDigest, DEMO_TILL_KEY, hashOfTillCode, hashOfTillKey } from './till-key.rules';
import * as rows from './till-sign-in.sql';
import type { OwnTillAnswer } from './till-sign-in.dto';

type At = rows.TillPlace;

interface SignedIn {
  readonly tokens: SessionTokens;
  readonly userId: string;
  readonly networkId: string;
  readonly restaurantId: string;
}

/**
 * Sign-in at a till that a manager has bound: its key says the restaurant, a PIN or a card the person. The session is one of the person, so limits,
 * shifts and the audit are theirs, with at most the rights of a cashier in that restaurant.
 */
@Injectable()
export class TillSignIn {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly passwords: Passwords,
    private readonly limiter: RateLimiter,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
  ) {}

  /**
   * The screen of the till with this key: the code for a manager until it is bound, then the names of its people.
   * @throws ProblemError `till_not_bound` for a key whose binding was ended
   */
  async show(key: string | null): Promise<OwnTillAnswer> {
    if (key === null) throw new ProblemError('till_not_bound');
    const till = await this.find(key);
    if (till === undefined) return { code: this.codeOf(key), till: null, people: [] };
    const { id, name, restaurantId, networkName } = till;
    return this.database.inNetwork(till.networkId, async (tx) => {
      const { name: restaurantName } = await tx.one<{ name: string }>('SELECT name FROM restaurants WHERE id = $1', [
        restaurantId,
      ]);
      const people = await rows.listSellers(tx, till);
      return {
        code: null,
        till: { id, name, restaurantId, restaurantName, networkName },
        people: people.map((one) => ({ id: one.id, name: one.name, hasPin: one.hasPin, isLocked: one.isLocked })),
      };
    });
  }

  /**
   * Opens a session by PIN. A wrong PIN, an unknown person, one without a PIN, one of another restaurant and a disabled one are the same
   * `invalid_pin` after the same comparison. Ten wrong ones lock the person at this till, in the database, until a manager unlocks them or they
   * sign in there by password.
   * @throws ProblemError `till_not_bound`, `invalid_pin`, `pin_locked`, `locked_out` after too many tries of the whole till
   */
  async byPin(key: string | null, userId: string, pin: string, origin: Origin): Promise<SignedIn> {
    const till = await this.requireBound(key);
    const limits = [{ subject: `till-pin:till:${till.id}`, rule: WRONG_PINS_PER_TILL }];
    await this.limiter.beginGuess(limits);
    const { networkId } = till;
    const seller = await this.database.inNetwork(networkId, (tx) => rows.findSeller(tx, till, userId));
    const tries = seller?.hasPin === true ? await this.countTry(till, userId, limits, origin) : 0;
    const hash =
      seller?.hasPin === true ? await this.database.asPlatform((tx) => rows.findPinHash(tx, networkId, userId)) : null;
    if (!(await this.passwords.matches(pinDigest(this.pii, networkId, userId, pin), hash))) {
      await this.limiter.failed(limits);
      if (tries === rows.PIN_FAILURES_MAX) await this.lock(till, userId, origin);
      throw new ProblemError('invalid_pin');
    }
    const isStillRight = async (tx: Tx) => (await rows.findPinHash(tx, networkId, userId)) === hash;
    const tokens = await this.sessions.openAtTill(userId, till.id, isStillRight, origin);
    await this.limiter.succeeded([], limits);
    await this.record(till, userId, tokens, 'PIN', origin);
    return { tokens, userId, networkId, restaurantId: till.restaurantId };
  }

  /** Opens a session by card. @throws ProblemError `till_not_bound`, `invalid_pin`, `locked_out` after too many unknown cards at the till */
  async byCard(key: string | null, card: string, origin: Origin): Promise<SignedIn> {
    const till = await this.requireBound(key);
    const limits = [{ subject: `till-card:till:${till.id}`, rule: WRONG_CARDS_PER_TILL }];
    await this.limiter.beginGuess(limits);
    const { networkId } = till;
    const cardIndex = this.pii.blindIndex(networkId, 'till_card', card);
    const seller = await this.database.inNetwork(networkId, async (tx) => {
      const userId = await rows.findCardHolder(tx, networkId, cardIndex);
      return userId === null ? undefined : rows.findSeller(tx, till, userId);
    });
    if (seller === undefined) {
      await this.limiter.failed(limits);
      throw new ProblemError('invalid_pin');
    }
    const isStillRight = async (tx: Tx) => (await rows.findCardHolder(tx, networkId, cardIndex)) === seller.id;
    const tokens = await this.sessions.openAtTill(seller.id, till.id, isStillRight, origin);
    await this.limiter.succeeded([], limits);
    await this.record(till, seller.id, tokens, 'CARD', origin);
    return { tokens, userId: seller.id, networkId, restaurantId: till.restaurantId };
  }

  /**
   * Unlocks the caller at the till of this key, who has signed in there by password.
   * @throws ProblemError `not_found` for a key of no bound till of the network; `forbidden` in a session by PIN or card
   */
  async unlockOwn(key: string | null, user: UserPrincipal, author: Author): Promise<void> {
    if (user.boundTillId !== undefined) throw new ProblemError('forbidden');
    const till = key === null ? undefined : await this.find(key).catch(refuseUnbound);
    if (till === undefined || till.networkId !== user.networkId) throw new ProblemError('not_found');
    await this.database.inNetwork(till.networkId, async (tx) => {
      if (!(await rows.forgetTries(tx, till, user.id))) return;
      const after = { userId: user.id };
      await this.audit.appendChange(tx, till.networkId, author, 'bound_till.person_unlocked', till.id, { after });
    });
  }

  /** The networks of the till with this key, for calls between cells. */
  networksOf(key: string): Promise<string[]> {
    const code = hashOfTillCode(this.codeOf(key));
    return this.database.asPlatform((tx) => rows.listNetworksOfTill(tx, hashOfTillKey(key), code));
  }

  private async requireBound(key: string | null): Promise<At> {
    const till = key === null ? undefined : await this.find(key);
    if (till === undefined) throw new ProblemError('till_not_bound');
    return till;
  }

  /** The till of a key, which takes its binding at the first call after a manager entered the code. Undefined: it is not bound yet. */
  private async find(key: string) {
    if (settings.production && key === DEMO_TILL_KEY) throw new ProblemError('till_not_bound');
    const keyHash = hashOfTillKey(key);
    const till = await this.database.asPlatform(async (tx) => {
      const known = await rows.findTillByKey(tx, keyHash);
      if (known === undefined) return rows.takeBinding(tx, hashOfTillCode(this.codeOf(key)), keyHash);
      if (!known.wasSeen && !known.isRevoked) await rows.touchTill(tx, known.id);
      return known;
    });
    if (till?.isRevoked === true) throw new ProblemError('till_not_bound');
    return till;
  }

  /** Made under a key of the server, so nobody finds another key with the same code. */
  private codeOf(key: string): string {
    return codeOfDigest(this.pii.blindIndex(null, 'till_code', key));
  }

  private async countTry(till: At, userId: string, limits: readonly GuessLimit[], origin: Origin): Promise<number> {
    const tries = await this.database.inNetwork(till.networkId, (tx) => rows.countTry(tx, till, userId));
    if (tries !== undefined) return tries;
    // It was no guess of the till: nothing is compared.
    await this.limiter.succeeded([], limits);
    await this.lock(till, userId, origin);
    throw new ProblemError('pin_locked');
  }

  private async lock(till: At, userId: string, origin: Origin): Promise<void> {
    await this.database.inNetwork(till.networkId, async (tx) => {
      if (!(await rows.lockAtTill(tx, till, userId))) return;
      const author: Author = { actor: 'system', origin };
      await this.audit.appendChange(tx, till.networkId, author, 'bound_till.person_locked', till.id, {
        after: { userId },
      });
    });
  }

  private async record(till: At, userId: string, { sessionId }: SessionTokens, way: 'PIN' | 'CARD', origin: Origin) {
    const { networkId, restaurantId, id } = till;
    const actor: UserPrincipal = {
      kind: 'user',
      id: userId,
      role: 'cashier',
      networkId,
      restaurantIds: [restaurantId],
      sessionId,
      boundTillId: id,
      guestId: null,
      onBehalf: false,
      mustEnrol: false,
    };
    await this.database.inNetwork(networkId, async (tx) => {
      if (way === 'PIN') await rows.forgetTries(tx, till, userId);
      const entry = { actor, origin, action: 'session.opened', subjectKind: 'user', subjectId: userId } as const;
      await this.audit.append(tx, networkId, { ...entry, after: { way, boundTillId: id } });
    });
  }
}

/** For the `catch` of a look-up by a caller who is signed in. */
function refuseUnbound(thrown: unknown): never {
  throw thrown instanceof ProblemError && thrown.code === 'till_not_bound' ? new ProblemError('not_found') : thrown;
}

/** The text that bcrypt hashes for a PIN: made under a key of the server, so that a copy of the database alone tells no PIN. */
export function pinDigest(pii: Pii, networkId: string, userId: string, pin: string): string {
  return pii.blindIndex(networkId, 'till_pin', `${userId}\u0000${pin}`).toString('base64');
}
