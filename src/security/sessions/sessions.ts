import { createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { settings } from '../../platform/settings/settings';
import { NO_ORIGIN, type Origin } from '../principal/authenticated-request';
import { jwtKeys } from '../secrets/secrets';
import { ACCESS_TOKEN_SECONDS, AccessTokens, type SessionHolder } from './access-token';
import { RevokedSessions } from './revoked-sessions';
import {
  appendSession,
  deleteOldSessions,
  findSessionByUsedHash,
  findUser,
  lockSessionByRenewal,
  lockSessionByRefreshHash,
  lockUser,
  revokeSessions,
  rotateRefreshToken,
  type SessionChoice,
  type SessionLife,
  type SessionRow,
  type UserRow,
} from './sessions.sql';

export const IDLE_SECONDS = 7 * 24 * 60 * 60;
const LIFE: SessionLife = { idleSeconds: IDLE_SECONDS, totalSeconds: settings.sessionSeconds };
/** In which the tabs of a browser may bring the token that one of them has just used. */
const TABS_MEET_FOR_SECONDS = 10;
const REFRESH_TOKEN_BYTES = 32;

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds that the access token lives. */
  readonly expiresIn: number;
}

/** A pair of a session that the caller may have to name. */
export interface SessionTokens extends Omit<TokenPair, 'refreshToken'> {
  /** Null: another tab of the same browser has the next one. */
  readonly refreshToken: string | null;
  readonly sessionId: string;
}

/** Who brings a refresh token: a client that keeps it for itself, or a browser whose tabs share its cookie. */
export type TokenBearer = 'CLIENT' | 'BROWSER';

/** Why a session ended; stands in its row. */
export type EndReason =
  'logout' | 'refresh_token_reused' | 'password_changed' | 'rights_changed' | 'disabled' | 'erased' | 'merged';

/**
 * Sessions of staff and guests: 7 days from their last use and `SESSION_DAYS` from their sign-in, renewed by a refresh token that is good once. A token
 * that is brought a second time was copied, so the whole session ends, whoever holds it. Only who asked under an
 * idempotency key may ask again under the same: their first answer was lost, and they get it once more. The tabs of a
 * browser share one cookie and may come at once: for some seconds the second gets an access token, and no refresh token.
 */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly tokens: AccessTokens,
    private readonly revoked: RevokedSessions,
  ) {}

  /** Opens a session for a guest who has proven who they are. */
  async openForGuest(networkId: string, guestId: string, origin: Origin = NO_ORIGIN): Promise<TokenPair> {
    const { sessionId: _, ...pair } = await this.open(origin, () =>
      Promise.resolve({ kind: 'guest', id: guestId, networkId, sessionId: newId() }),
    );
    return pair;
  }

  /**
   * Opens a session for a user who has proven who they are by what was read of them before, with the rights that they
   * have now. 401 `invalid_credentials` when their password was changed or they were shut out meanwhile: whoever did so
   * has ended their sessions, and this one would outlive it.
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
   * A new pair for a refresh token; 401 when it is unknown, its session ended, or it was used before. Under a key the
   * next token is made of the one before and the key, so that the first answer can be given again while nobody has
   * used it; `onReplay` is told. It is not kept anywhere.
   */
  async refresh(
    refreshToken: string,
    key: string | null,
    onReplay: () => void,
    bearer: TokenBearer = 'CLIENT',
  ): Promise<SessionTokens> {
    const used = hashOf(refreshToken);
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
      await rotateRefreshToken(tx, session.id, used, hashOf(next), LIFE);
      return { holder, next, replayed: false };
    });
    if ('refused' in outcome) {
      this.revoked.remember(outcome.ended);
      throw new ProblemError(outcome.refused);
    }
    if (outcome.replayed) onReplay();
    return this.pairOf(outcome.holder, outcome.next);
  }

  /** The renewal that this key has asked for before, as long as the token it gave is the session's valid one. */
  private async findRenewal(tx: Tx, refreshToken: string, key: string): Promise<Renewal | undefined> {
    for (const ringKey of jwtKeys().keys.values()) {
      const next = nextRefreshToken(ringKey.key, refreshToken, key);
      const session = await lockSessionByRenewal(tx, hashOf(refreshToken), hashOf(next));
      if (session === undefined || session.ended) continue;
      const holder = await this.findHolder(tx, session);
      return holder && { holder, next, replayed: true };
    }
    return undefined;
  }

  /** Ends the session whose valid refresh token this is, and answers with its holder; undefined when there is none. */
  async endByToken(refreshToken: string): Promise<SessionHolder | undefined> {
    const ended = await this.database.asPlatform(async (tx) => {
      const session = await lockSessionByRefreshHash(tx, hashOf(refreshToken));
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
   * Ends all sessions of a user everywhere, but for the one that is kept, with the commit of what ends them: a
   * transaction of the user's network or of the platform. Other processes are told by the database, this one by
   * `noteEnded` with what is answered here.
   */
  async endAllOfUserWithin(tx: Tx, userId: string, reason: EndReason, except?: string): Promise<readonly string[]> {
    const ended = await revokeSessions(tx, except === undefined ? { userId } : { userId, except }, reason);
    await this.revoked.announce(tx, ended);
    return ended;
  }

  /** Sessions that a transaction has ended, once it is committed. */
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
  ): Promise<TokenPair & SessionTokens> {
    const refreshToken = makeRefreshToken();
    const opened = await this.database.asPlatform(async (tx) => {
      const holder = await holderWithin(tx);
      const session = {
        id: holder.sessionId,
        networkId: holder.networkId,
        userId: holder.kind === 'user' ? holder.id : null,
        guestId: holder.kind === 'guest' ? holder.id : null,
        refreshHash: hashOf(refreshToken),
        device,
        address,
      };
      await appendSession(tx, session, LIFE);
      // Opening sessions is what fills the table, so it also clears what is long over.
      await deleteOldSessions(tx);
      return holder;
    });
    return this.pairOf(opened, refreshToken);
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
      return user === undefined || user.closed ? undefined : holderOf(user, session.id);
    }
    if (session.guestId === null || session.networkId === null) return undefined;
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

function holderOf(user: UserRow, sessionId: string): SessionHolder {
  return {
    kind: 'user',
    id: user.id,
    role: user.role,
    networkId: user.networkId,
    restaurantIds: user.role === 'cashier' ? user.restaurantIds : 'ALL',
    sessionId,
    guestId: user.guestId,
    onBehalf: false,
    mustEnrol: user.mustEnrol,
  };
}

function makeRefreshToken(): string {
  return randomBytes(REFRESH_TOKEN_BYTES).toString('base64url');
}

/** Known only to who has the token before, the key, and the secret of the installation. */
function nextRefreshToken(secret: KeyObject, refreshToken: string, key: string): string {
  return createHmac('sha256', secret)
    .update(JSON.stringify(['refresh', refreshToken, key]))
    .digest('base64url');
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}
