import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { type Actor, Audit } from '../audit/audit';
import type { PlatformAction } from '../audit/audit-actions';
import { type AuditValues, changesBetween } from '../audit/audit-values.rules';
import { PasswordLinks } from '../passwords/password-links';
import { putPasswordHash } from '../passwords/password-links.sql';
import { Passwords } from '../passwords/passwords';
import type { Origin } from '../principal/authenticated-request';
import type { GuestPrincipal, Principal, UserPrincipal } from '../principal/principal';
import { type GuessLimit, RateLimiter } from '../rate-limits/rate-limiter';
import { SIGN_IN_PER_ACCOUNT } from '../rate-limits/rate-limits.rules';
import { SecondFactors } from '../second-factor/second-factors';
import { Sessions } from '../sessions/sessions';
import { findUser } from '../sessions/sessions.sql';

/** Changes of a user's own sign-in. Guesses with a stolen session are limited like those at sign-in. */
@Injectable()
export class OwnAccount {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly limiter: RateLimiter,
    private readonly links: PasswordLinks,
    private readonly passwords: Passwords,
    private readonly secondFactors: SecondFactors,
    private readonly sessions: Sessions,
  ) {}

  async logOut(principal: UserPrincipal | GuestPrincipal, origin: Origin): Promise<void> {
    await this.sessions.end(principal.sessionId, 'logout');
    await this.record(principal, principal.networkId, 'session.closed', principal, origin);
  }

  /** Ends the session of a refresh token. An invalid token ends nothing, and the caller does not learn it. */
  async endByToken(refreshToken: string, origin: Origin): Promise<void> {
    const holder = await this.sessions.endByToken(refreshToken);
    if (holder !== undefined) await this.record(holder, holder.networkId, 'session.closed', holder, origin);
  }

  async setPassword(token: string, password: string, origin: Origin): Promise<void> {
    const { userId, networkId } = await this.links.use(token, password);
    await this.record('system', networkId, 'user.password_set', { kind: 'user', id: userId }, origin);
  }

  async setLanguage(user: UserPrincipal, locale: 'ru' | 'en', origin: Origin): Promise<void> {
    const changes = await this.database.asPlatform(async (tx) => {
      const before = await findUser(tx, user.id);
      if (before === undefined) throw new ProblemError('session_ended');
      await tx.prisma.user.updateMany({ where: { id: user.id }, data: { locale } });
      return changesBetween({ locale: before.locale }, { locale });
    });
    if (Object.keys(changes.after).length > 0)
      await this.record(user, user.networkId, 'user.changed', user, origin, changes);
  }

  /** 401 `invalid_credentials` when the current password is wrong. */
  async changePassword(user: UserPrincipal, current: string, next: string, origin: Origin): Promise<void> {
    this.passwords.assertAcceptable(next);
    await this.provePassword(user, current);
    const hash = await this.passwords.hash(next);
    const ended = await this.database.asPlatform(async (tx) => {
      await putPasswordHash(tx, user.id, hash);
      return this.sessions.endAllOfUserWithin(tx, user.id, 'password_changed', user.sessionId);
    });
    this.sessions.noteEnded(ended);
    await this.record(user, user.networkId, 'user.password_changed', user, origin);
  }

  /** 401 `invalid_credentials` when it is not the user's password. */
  async provePassword(user: UserPrincipal, password: string): Promise<void> {
    await this.guess(user, async () => {
      const row = await this.database.asPlatform((tx) => findUser(tx, user.id));
      if (!(await this.passwords.matches(password, row?.passwordHash ?? null)))
        throw new ProblemError('invalid_credentials');
    });
  }

  async confirmSecondFactor(user: UserPrincipal, code: string, origin: Origin): Promise<void> {
    await this.guess(user, () => this.secondFactors.confirm(user.id, code));
    await this.record(user, user.networkId, 'user.second_factor_set', user, origin);
  }

  /** Removes the second factor with one of its codes. */
  async removeSecondFactor(user: UserPrincipal, code: string, origin: Origin): Promise<void> {
    await this.guess(user, () => this.secondFactors.confirm(user.id, code));
    await this.secondFactors.remove(user.id);
    await this.record(user, user.networkId, 'user.second_factor_removed', user, origin);
  }

  private async guess(user: UserPrincipal, attempt: () => Promise<void>): Promise<void> {
    const limits = guessesOf(user);
    await this.limiter.beginGuess(limits);
    try {
      await attempt();
    } catch (error) {
      await this.limiter.failed(limits);
      throw error;
    }
    await this.limiter.succeeded(limits);
  }

  private async record(
    actor: Actor,
    networkId: string | null,
    action: PlatformAction,
    subject: { readonly kind: 'user' | 'guest'; readonly id: string },
    origin: Origin,
    changes: { readonly before?: AuditValues; readonly after?: AuditValues } = {},
  ): Promise<void> {
    const entry = { actor, origin, action, subjectKind: subject.kind, subjectId: subject.id, ...changes };
    if (networkId === null) await this.database.asPlatform((tx) => this.audit.appendToPlatform(tx, entry));
    else await this.database.inNetwork(networkId, (tx) => this.audit.append(tx, networkId, entry));
  }
}

function guessesOf(user: UserPrincipal): readonly GuessLimit[] {
  return [{ subject: `own-account:${user.id}`, rule: SIGN_IN_PER_ACCOUNT }];
}

/** @throws ProblemError `forbidden` for an API key, which has no session */
export function holderOf(principal: Principal): UserPrincipal | GuestPrincipal {
  if (principal.kind === 'key') throw new ProblemError('forbidden');
  return principal;
}

/** The caller as a user; guests and API keys have no password. @throws ProblemError `forbidden` */
export function userOf(principal: Principal): UserPrincipal {
  if (principal.kind !== 'user') throw new ProblemError('forbidden');
  return principal;
}
