import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { noteGone } from '../../platform/retention/retention-report.sql';
import { settings } from '../../platform/settings/settings';
import { NO_ORIGIN, type Origin } from '../principal/authenticated-request';
import type { UserPrincipal } from '../principal/principal';
import { jwtKeys } from '../secrets/secrets';
import { ACCESS_TOKEN_SECONDS, AccessTokens, type SessionHolder } from './access-token';
import { RevokedSessions } from './revoked-sessions';
import {
  appendSession,
  deleteOldSessions,
  findSandboxUser,
  findSessionByUsedHash,
  findUser,
  isNetworkOpen,
  lockBoundTill,
  lockSessionByRenewal,
  lockSessionByRefreshHash,
  lockUser,
  type ProviderProof,
  revokeSessions,
  rotateRefreshToken,
  type SessionChoice,
  type SessionLife,
  type SessionRow,
  type SessionTill,
  type UserRow,
} from './sessions.sql';

export const IDLE_SECONDS = 7 * 24 * 60 * 60;
const LIFE: SessionLife = { idleSeconds: IDLE_SECONDS, totalSeconds: settings.sessionSeconds };
/** A session by PIN or card lives for a long shift, however much it is used. */
const SHIFT_SECONDS = 16 * 60 * 60;
const LIFE_AT_TILL: SessionLife = { idleSeconds: SHIFT_SECONDS, totalSeconds: SHIFT_SECONDS };
/** Seconds in which tabs of a browser may send the refresh token that another tab has just used. */
const TABS_MEET_FOR_SECONDS = 10;
const REFRESH_TOKEN_BYTES = 32;

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
}

/** A pair of tokens with the id of its session, by which a page names its cookie. */
export interface SessionTokens extends Omit<TokenPair, 'refreshToken'> {
  /** Null: another tab of the same browser has the next one. */
  readonly refreshToken: string | null;
  readonly sessionId: string;
}

/** The sender of a refresh token: a client that keeps it for itself, or a browser whose tabs share its cookie. */
export type TokenBearer = 'CLIENT' | 'BROWSER';

/** Why a session ended, as its row says. */
export type EndReason =
  | 'logout'
  | 'signed_out'
  | 'refresh_token_reused'
  | 'password_changed'
  | 'rights_changed'
  | 'disabled'
  | 'erased'
  | 'merged'
  | 'network_closed'
  | 'provider_refused'
  | 'till_unbound'
  | 'pin_changed';

/**
 * Sessions of staff and guests. They end 7 days after their last use and `SESSION_DAYS` after their sign-in. A refresh
 * token is good once: a second use means that it was copied, and ends the whole session. A client that lost the answer
 * may repeat the call under the same idempotency key and gets the same answer. A session that a PIN or a card opened at a
 * bound till ends with a shift, and with the binding. Tabs of a browser share one cookie and
 * may use it at the same time: for some seconds the second tab gets an access token without a refresh token.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
  ) {}

  /** Opens a session for a guest who has proven who they are. */
  openForGuest(networkId: string, guestId: string, origin: Origin = NO_ORIGIN): Promise<TokenPair & SessionTokens> {
    return this.open(origin, () => Promise.resolve({ kind: 'guest', id: guestId, networkId, sessionId: newId() }));
  }

  /**
   * Opens a session for a user whose credentials were checked against `proven`, with the rights that they have now.
   * 401 `invalid_credentials` when the password was changed or the user was disabled meanwhile: that change ended all
   * sessions, and this one would outlive it.
   */
  openForUser(proven: UserRow, origin: Origin = NO_ORIGIN): Promise<TokenPair & SessionTokens> {
    return this.open(origin, async (tx) => {
      await lockUser(tx, proven.id);
      const user = await findUser(tx, proven.id);
      if (user === undefined || user.closed || user.passwordHash !== proven.passwordHash)
        throw new ProblemError('invalid_credentials');
      return holderOf(user, newId());
    });
  }

  /**
   * Opens a session for a user whom the network's provider has proven, and notes with it how the provider is asked again.
   * @throws ProblemError `invalid_credentials` for a user who was disabled meanwhile
   */
  openByProvider(userId: string, proof: ProviderProof, origin: Origin): Promise<TokenPair & SessionTokens> {
    const findHolder = async (tx: Tx): Promise<SessionHolder> => {
      await lockUser(tx, userId);
      const user = await findUser(tx, userId);
      if (user === undefined || user.closed) throw new ProblemError('invalid_credentials');
      return holderOf(user, newId(), { isSpared: proof.secondFactor });
    };
    const { issuer, subject, secondFactor, refreshEncrypted } = proof;
    const noteWithin = (tx: Tx, sessionId: string) =>
      tx.prisma.providerSession.create({ data: { sessionId, issuer, subject, secondFactor, refreshEncrypted } });
    return this.open(origin, findHolder, { noteWithin });
  }

  /**
   * Opens a session at a bound till for a user whose PIN or card was checked, with at most the rights of a cashier, in the
   * restaurant of the till. `isStillRight` says under the lock of the user whether the PIN or card is still theirs.
   * @throws ProblemError `till_not_bound`, `invalid_pin` where that ended meanwhile
   */
  openAtTill(
    userId: string,
    tillId: string,
    isStillRight: (tx: Tx) => Promise<boolean>,
    origin: Origin,
  ): Promise<TokenPair & SessionTokens> {
    const findHolder = async (tx: Tx): Promise<SessionHolder> => {
      await lockUser(tx, userId);
      const till = await lockBoundTill(tx, tillId);
      if (till === undefined) throw new ProblemError('till_not_bound');
      const user = await findUser(tx, userId);
      if (user === undefined || user.closed || user.byProviderAlone || !(await isStillRight(tx)))
        throw new ProblemError('invalid_pin');
      return holderOf(user, newId(), { till });
    };
    return this.open(origin, findHolder, { boundTillId: tillId });
  }

  /**
   * Opens a session in a sandbox for a manager who is signed in to the network itself: that of the account which they have
   * there. @throws ProblemError `forbidden` for a manager who has no account there or was disabled meanwhile
   */
  openInSandbox(sandboxId: string, home: UserPrincipal, origin: Origin): Promise<TokenPair & SessionTokens> {
    const findHolder = async (tx: Tx): Promise<SessionHolder> => {
      await lockUser(tx, home.id);
      const user = await findSandboxUser(tx, sandboxId, home.id);
      if (user === undefined || user.closed) throw new ProblemError('forbidden');
      return holderOf(user, newId());
    };
    return this.open(origin, findHolder, { homeSessionId: home.sessionId });
  }

  /**
   * A new pair for a refresh token; 401 when it is unknown, its session ended, or it was used before. Under an
   * idempotency key the next token is derived from the token and the key, so that the first answer can be given again
   * while its token is unused; then `onReplay` is called. The token itself is not stored.
   */
  async refresh(
    refreshToken: string,
    key: string | null,
    onReplay: () => void,
    bearer: TokenBearer = 'CLIENT',
  ): Promise<SessionTokens> {
    const used = refreshHashOf(refreshToken);
    const next = key === null ? makeRefreshToken() : nextRefreshToken(jwtKeys().newest.key, refreshToken, key);
    const outcome = await this.database.asPlatform(async (tx): Promise<RefreshOutcome> => {
      const session = await lockSessionByRefreshHash(tx, used);
      if (session === undefined) {
        const again = key === null ? undefined : await this.findRenewal(tx, refreshToken, key);
        if (again !== undefined) return again;
        const reused = await findSessionByUsedHash(tx, used, TABS_MEET_FOR_SECONDS);
        if (reused === undefined) return { refused: 'unauthenticated', ended: [] };
        if (bearer === 'BROWSER' && reused.lately && !reused.ended) {
          const holder = await this.findHolder(tx, reused);
          if (holder !== undefined) return { holder, next: null, replayed: false };
        }
        const ended = await revokeSessions(tx, { id: reused.id }, 'refresh_token_reused');
        await this.revoked.announce(tx, ended);
        return { refused: 'refresh_token_reused', ended };
      }
      if (session.ended) return { refused: 'session_ended', ended: [] };
      const holder = await this.findHolder(tx, session);
      if (holder === undefined) return { refused: 'session_ended', ended: [] };
      await rotateRefreshToken(tx, session.id, used, refreshHashOf(next), session.till === null ? LIFE : LIFE_AT_TILL);
      return { holder, next, replayed: false };
    });
    if ('refused' in outcome) {
      this.revoked.remember(outcome.ended);
      throw new ProblemError(outcome.refused);
    }
    if (outcome.replayed) onReplay();
    return this.pairOf(outcome.holder, outcome.next);
  }

  /** The earlier renewal under this key, as long as its token is still the session's valid one. */
  private async findRenewal(tx: Tx, refreshToken: string, key: string): Promise<Renewal | undefined> {
    for (const ringKey of jwtKeys().keys.values()) {
      const next = nextRefreshToken(ringKey.key, refreshToken, key);
      const session = await lockSessionByRenewal(tx, refreshHashOf(refreshToken), refreshHashOf(next));
      if (session === undefined || session.ended) continue;
      const holder = await this.findHolder(tx, session);
      return holder && { holder, next, replayed: true };
    }
    return undefined;
  }

  /** Ends the session whose valid refresh token this is, and answers with its holder; undefined when there is none. */
  async endByToken(refreshToken: string): Promise<SessionHolder | undefined> {
    const ended = await this.database.asPlatform(async (tx) => {
      const session = await lockSessionByRefreshHash(tx, refreshHashOf(refreshToken));
      if (session === undefined || session.ended) return undefined;
      const holder = await this.findHolder(tx, session);
      await this.revoked.announce(tx, await revokeSessions(tx, { id: session.id }, 'logout'));
      return holder;
    });
    if (ended !== undefined) this.revoked.remember([ended.sessionId]);
    return ended;
  }

  /** Ends one session: logout. */
  async end(sessionId: string, reason: EndReason): Promise<void> {
    await this.revoke({ id: sessionId }, reason);
  }

  /**
   * Ends all sessions of a user except one, within a transaction of the user's network or of the platform. The database
   * notifies the other processes; call `noteEnded` with the answer after the commit for this one.
   */
  async endAllOfUserWithin(tx: Tx, userId: string, reason: EndReason, except?: string): Promise<readonly string[]> {
    const ended = await revokeSessions(tx, except === undefined ? { userId } : { userId, except }, reason);
    await this.revoked.announce(tx, ended);
    return ended;
  }

  /** Ends all sessions of these users of one network, as `endAllOfUserWithin` those of one of them. */
  async endAllOfUsersWithin(tx: Tx, userIds: readonly string[], reason: EndReason): Promise<readonly string[]> {
    const ended = await revokeSessions(tx, { userIds }, reason);
    await this.revoked.announce(tx, ended);
    return ended;
  }

  /** Ends all sessions of a network's staff, as `endAllOfUserWithin` those of one of them. */
  async endAllOfStaffWithin(tx: Tx, networkId: string): Promise<readonly string[]> {
    const ended = await revokeSessions(tx, { staffOf: networkId }, 'network_closed');
    await this.revoked.announce(tx, ended);
    return ended;
  }

  /** Ends the sessions by PIN or card of a bound till, or of one user at all tills, as `endAllOfUserWithin` all of a user. */
  async endAtTillsWithin(
    tx: Tx,
    of: { readonly boundTillId: string } | { readonly atTillsOf: string },
    reason: EndReason,
  ): Promise<readonly string[]> {
    const ended = await revokeSessions(tx, of, reason);
    await this.revoked.announce(tx, ended);
    return ended;
  }

  /** Remembers the sessions that a committed transaction has ended. */
  noteEnded(sessionIds: readonly string[]): void {
    this.revoked.remember(sessionIds);
  }

  /** Ends all sessions of a guest at once, everywhere. */
  async endAllOfGuest(networkId: string, guestId: string, reason: EndReason): Promise<void> {
    await this.revoke({ networkId, guestId }, reason);
  }

  private async open(
    { address, device = null }: Origin,
    holderWithin: (tx: Tx) => Promise<SessionHolder>,
    {
      noteWithin,
      homeSessionId = null,
      boundTillId = null,
    }: {
      readonly noteWithin?: (tx: Tx, sessionId: string) => Promise<unknown>;
      readonly homeSessionId?: string | null;
      readonly boundTillId?: string | null;
    } = {},
  ): Promise<TokenPair & SessionTokens> {
    const refreshToken = makeRefreshToken();
    const opened = await this.database.asPlatform(async (tx) => {
      const holder = await holderWithin(tx);
      const session = {
        id: holder.sessionId,
        networkId: holder.networkId,
        userId: holder.kind === 'user' ? holder.id : null,
        guestId: holder.kind === 'guest' ? holder.id : null,
        homeSessionId,
        boundTillId,
        refreshHash: refreshHashOf(refreshToken),
        device,
        address,
      };
      await appendSession(tx, session, boundTillId === null ? LIFE : LIFE_AT_TILL);
      await noteWithin?.(tx, session.id);
      return holder;
    });
    return this.pairOf(opened, refreshToken);
  }

  /** Deletes sessions that are past their time, at most `limit`; answers how many. */
  deleteOld(limit: number): Promise<number> {
    return this.database.asPlatform(async (tx) => {
      const gone = await deleteOldSessions(tx, settings.retentionDays.SESSIONS, limit);
      await noteGone(tx, 'SESSIONS', gone);
      return gone.rows;
    });
  }

  private async revoke(choice: SessionChoice, reason: EndReason): Promise<void> {
    const ended = await this.database.asPlatform(async (tx) => {
      const ids = await revokeSessions(tx, choice, reason);
      await this.revoked.announce(tx, ids);
      return ids;
    });
    this.revoked.remember(ended);
  }

  private async findHolder(tx: Tx, session: SessionRow): Promise<SessionHolder | undefined> {
    if (session.userId !== null) {
      const user = await findUser(tx, session.userId);
      if (user === undefined || user.closed || (user.byProviderAlone && !session.byProvider)) return undefined;
      // A shift that runs is left alone when the network begins to demand a second factor.
      const isSpared = session.provenTwice || !session.factorDemanded;
      return holderOf(user, session.id, { isSpared, till: session.till });
    }
    if (session.guestId === null || session.networkId === null) return undefined;
    if (!(await isNetworkOpen(tx, session.networkId))) return undefined;
    return { kind: 'guest', id: session.guestId, networkId: session.networkId, sessionId: session.id };
  }

  private pairOf<Token extends string | null>(holder: SessionHolder, refreshToken: Token) {
    const { sessionId } = holder;
    return { accessToken: this.tokens.sign(holder), refreshToken, expiresIn: ACCESS_TOKEN_SECONDS, sessionId };
  }
}

interface Renewal {
  readonly holder: SessionHolder;
  readonly next: string | null;
  readonly replayed: boolean;
}

type RefreshOutcome =
  | Renewal
  | {
      readonly refused: 'unauthenticated' | 'session_ended' | 'refresh_token_reused';
      readonly ended: readonly string[];
    };

interface HolderFacts {
  /** Whether no second factor of ours is demanded in this session, as where the provider has asked for one. */
  readonly isSpared?: boolean;
  /** The bound till of a session by PIN or card. */
  readonly till?: SessionTill | null;
}

/** At a bound till everybody is a cashier of its restaurant; an own role of the network leaves at most that (`mayUse`). */
function holderOf(
  user: UserRow,
  sessionId: string,
  { isSpared = false, till = null }: HolderFacts = {},
): SessionHolder {
  const { ownRole } = user;
  return {
    kind: 'user',
    id: user.id,
    role: till === null ? user.role : 'cashier',
    ...(ownRole !== null && { ownRole }),
    networkId: user.networkId,
    ...(till === null ? reachOf(user) : { restaurantIds: [till.restaurantId], boundTillId: till.id }),
    sessionId,
    guestId: user.guestId,
    onBehalf: false,
    mustEnrol: user.mustEnrol && !isSpared,
  };
}

/** Where the user works; the restaurants of a group are read with each request. */
function reachOf({
  role,
  ownRole,
  restaurantIds,
  restaurantGroupId,
}: UserRow): Pick<UserPrincipal, 'restaurantIds' | 'restaurantGroupId'> {
  if (restaurantGroupId !== null) return { restaurantIds: [], restaurantGroupId };
  const worksEverywhere = role !== 'cashier' || ownRole?.places === 'ALL';
  return { restaurantIds: worksEverywhere ? 'ALL' : restaurantIds };
}

function makeRefreshToken(): string {
  return randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
}

/** Can be derived only with the previous token, the key, and the secret of the installation. */
function nextRefreshToken(secret: KeyObject, refreshToken: string, key: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['refresh', refreshToken, key]))
    .digest('base64url');
}

/** How a refresh token is found: only its hash is stored. */
export function refreshHashOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
