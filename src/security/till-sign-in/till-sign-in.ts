import { Injectable } from '@nestjs/common';
import { Database, type Tx, type Statements } from '../../platform/database/database';
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
import { type TillPlace, forgetTries } from './till-sign-in.sql';
import type { OwnTillAnswer } from './till-sign-in.dto';
import { sql } from '../../platform/database/sql';

/** The number of wrong PINs after which a person is locked at a till. */
const PIN_FAILURES_MAX = 10;

/** The most people that a till shows. */
const SELLERS_MAX = 200;

/** A bound till as the till itself comes with its key. */
interface KnownTill {
  readonly id: string;
  readonly networkId: string;
  readonly restaurantId: string;
  readonly name: string;
  readonly restaurantName: string;
  readonly networkName: string;
  readonly isRevoked: boolean;
  /** Whether it was noted within a minute that the till was there. */
  readonly wasSeen: boolean;
}

const TILL = sql`SELECT b.id, b.network_id, b.restaurant_id, b.name, n.name AS network_name,
    (b.revoked_at IS NOT NULL OR n.closed_at IS NOT NULL) AS is_revoked,
    coalesce(b.last_seen_at > now() - interval '1 minute', false) AS was_seen
  FROM bound_tills b JOIN networks n ON n.id = b.network_id`;

/** A person who may sell at the till and has a PIN or a card. */
interface Seller {
  readonly id: string;
  readonly name: string;
  readonly hasPin: boolean;
  readonly hasCard: boolean;
  readonly isLocked: boolean;
}

const sellersOf = ({ networkId, restaurantId, id }: TillPlace) => sql`
  SELECT u.id, u.name, p.user_id IS NOT NULL AS has_pin, c.user_id IS NOT NULL AS has_card, f.locked_at IS NOT NULL AS is_locked
    FROM users u
    LEFT JOIN own_roles o ON o.network_id = u.network_id AND o.id = u.own_role_id
    LEFT JOIN identity_providers i ON i.network_id = u.network_id
    LEFT JOIN staff_pins p ON p.network_id = u.network_id AND p.user_id = u.id
    LEFT JOIN staff_cards c ON c.network_id = u.network_id AND c.user_id = u.id
    LEFT JOIN till_pin_failures f ON f.network_id = u.network_id AND f.till_id = ${id} AND f.user_id = u.id
   WHERE u.network_id = ${networkId} AND u.disabled_at IS NULL AND u.role IN ('cashier', 'manager')
     AND (p.user_id IS NOT NULL OR c.user_id IS NOT NULL)
     AND NOT coalesce(i.enabled AND i.only_provider AND i.way_back_user_id <> u.id, false)
     AND (o.id IS NULL OR 'till.quote' = ANY (o.permissions))
     AND ((u.role = 'manager' AND u.restaurant_group_id IS NULL) OR o.places = 'ALL'
       OR EXISTS (SELECT FROM restaurant_group_members m
         WHERE m.network_id = u.network_id AND m.group_id = u.restaurant_group_id AND m.restaurant_id = ${restaurantId})
       OR EXISTS (SELECT FROM user_restaurants w WHERE w.network_id = u.network_id AND w.user_id = u.id AND w.restaurant_id = ${restaurantId}))`;

type At = TillPlace;

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
      const { name: restaurantName } = await tx.one<{
        name: string;
      }>`SELECT name FROM restaurants WHERE id = ${restaurantId}`;
      // The people whom the till shows, by name: those who may sell in its restaurant and have a PIN or a card.
      const people = await tx.query<Seller>`${sellersOf(till)} ORDER BY lower(u.name), u.id LIMIT ${SELLERS_MAX}`;
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
    const seller = await this.database.inNetwork(networkId, (tx) => findSeller(tx, till, userId));
    const tries = seller?.hasPin === true ? await this.countTry(till, userId, limits, origin) : 0;
    const hash =
      seller?.hasPin === true ? await this.database.asPlatform((tx) => findPinHash(tx, networkId, userId)) : null;
    if (!(await this.passwords.matches(pinDigest(this.pii, networkId, userId, pin), hash))) {
      await this.limiter.failed(limits);
      if (tries === PIN_FAILURES_MAX) await this.lock(till, userId, origin);
      throw new ProblemError('invalid_pin');
    }
    const isStillRight = async (tx: Tx) => (await findPinHash(tx, networkId, userId)) === hash;
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
      const userId = await findCardHolder(tx, networkId, cardIndex);
      return userId === null ? undefined : findSeller(tx, till, userId);
    });
    if (seller === undefined) {
      await this.limiter.failed(limits);
      throw new ProblemError('invalid_pin');
    }
    const isStillRight = async (tx: Tx) => (await findCardHolder(tx, networkId, cardIndex)) === seller.id;
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
      if (!(await forgetTries(tx, till, user.id))) return;
      const after = { userId: user.id };
      await this.audit.appendChange(tx, till.networkId, author, 'bound_till.person_unlocked', till.id, { after });
    });
  }

  /** The networks of the till with this key, for calls between cells. */
  networksOf(key: string): Promise<string[]> {
    const code = hashOfTillCode(this.codeOf(key));
    return this.database.asPlatform((tx) => listNetworksOfTill(tx, hashOfTillKey(key), code));
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
      // The till of a key, also one whose binding was ended. Runs as the platform.
      const known = await tx.maybe<Omit<KnownTill, 'restaurantName'>>`${TILL} WHERE b.key_hash = ${keyHash}`;
      if (known === undefined) return takeBinding(tx, hashOfTillCode(this.codeOf(key)), keyHash);
      if (!known.wasSeen && !known.isRevoked)
        await tx.query`UPDATE bound_tills SET last_seen_at = now() WHERE id = ${known.id}`;
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
    const tries = await this.database.inNetwork(till.networkId, (tx) => countTry(tx, till, userId));
    if (tries !== undefined) return tries;
    // It was no guess of the till: nothing is compared.
    await this.limiter.succeeded([], limits);
    await this.lock(till, userId, origin);
    throw new ProblemError('pin_locked');
  }

  private async lock(till: At, userId: string, origin: Origin): Promise<void> {
    await this.database.inNetwork(till.networkId, async (tx) => {
      if (!(await lockAtTill(tx, till, userId))) return;
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
      if (way === 'PIN') await forgetTries(tx, till, userId);
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

/** The till for which a manager lately entered this code, and which takes its key now. Runs as the platform. */
async function takeBinding(
  tx: Tx,
  codeHash: Buffer,
  keyHash: Buffer,
): Promise<Omit<KnownTill, 'restaurantName'> | undefined> {
  const taken = await tx.maybe<{ id: string }>`
    UPDATE bound_tills SET key_hash = ${keyHash}, bound_at = now(), last_seen_at = now()
     WHERE (network_id, id) = (SELECT network_id, id FROM bound_tills
       WHERE code_hash = ${codeHash} AND key_hash IS NULL AND revoked_at IS NULL AND code_until > now()
       ORDER BY created_at, id LIMIT 1 FOR UPDATE)
     RETURNING id`;
  return taken === undefined
    ? undefined
    : tx.maybe<Omit<KnownTill, 'restaurantName'>>`${TILL} WHERE b.key_hash = ${keyHash}`;
}

/** The networks with a till that has this key or waits for it. Runs as the platform. */
async function listNetworksOfTill(tx: Tx, keyHash: Buffer, codeHash: Buffer): Promise<string[]> {
  const rows = await tx.query<{ networkId: string }>`SELECT network_id FROM bound_tills
      WHERE key_hash = ${keyHash} OR (code_hash = ${codeHash} AND key_hash IS NULL AND code_until > now())
      ORDER BY key_hash IS NULL, created_at, id LIMIT 5`;
  return rows.map(({ networkId }) => networkId);
}

function findSeller(tx: Statements, at: TillPlace, userId: string): Promise<Seller | undefined> {
  return tx.maybe<Seller>`${sellersOf(at)} AND u.id = ${userId}`;
}

/**
 * Counts a try before it is checked, so that tries side by side are no more than the limit. Undefined: the person is locked at the till.
 */
async function countTry(tx: Tx, at: TillPlace, userId: string): Promise<number | undefined> {
  const row = await tx.maybe<{ failures: number }>`
    INSERT INTO till_pin_failures AS f (network_id, till_id, user_id, failures)
     VALUES (${at.networkId}, ${at.id}, ${userId}, 1)
     ON CONFLICT (network_id, till_id, user_id) DO UPDATE SET failures = f.failures + 1
       WHERE f.failures < ${PIN_FAILURES_MAX} AND f.locked_at IS NULL
     RETURNING failures`;
  return row?.failures;
}

/** Locks the person after the last wrong try; false: a right one came meanwhile. */
async function lockAtTill(tx: Tx, at: TillPlace, userId: string): Promise<boolean> {
  const row = await tx.maybe<{ userId: string }>`UPDATE till_pin_failures SET locked_at = now()
      WHERE network_id = ${at.networkId} AND till_id = ${at.id} AND user_id = ${userId} AND failures = ${PIN_FAILURES_MAX}
        AND locked_at IS NULL
      RETURNING user_id`;
  return row !== undefined;
}

/** The hash of a PIN, for signing in alone. Runs as the platform. */
async function findPinHash(tx: Tx, networkId: string, userId: string): Promise<string | null> {
  const row = await tx.maybe<{ hash: string }>`
    SELECT pin_hash AS hash FROM staff_pins WHERE network_id = ${networkId} AND user_id = ${userId}`;
  return row?.hash ?? null;
}

/** The person who has this card. */
async function findCardHolder(tx: Statements, networkId: string, cardIndex: Buffer): Promise<string | null> {
  const row = await tx.maybe<{ userId: string }>`
    SELECT user_id FROM staff_cards WHERE network_id = ${networkId} AND card_index = ${cardIndex}`;
  return row?.userId ?? null;
}
