import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, type PlatformEntry } from '../audit/audit';
import { Passwords } from '../passwords/passwords';
import { normalizeEmail, Pii } from '../personal-data/pii';
import type { Origin } from '../principal/authenticated-request';
import type { Principal } from '../principal/principal';
import { type GuessLimit, RateLimiter } from '../rate-limits/rate-limiter';
import { SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS } from '../rate-limits/rate-limits.rules';
import { SecondFactors } from '../second-factor/second-factors';
import { Sessions, type SessionTokens } from '../sessions/sessions';
import { listUsersByEmail, type UserRow } from '../sessions/sessions.sql';
import { type KnownDevice, KnownDevices } from './known-devices';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  readonly totp?: string | undefined;
  /** Cookie of the device, as the browser sent it; empty: none. */
  readonly device: string;
}

interface SignedIn {
  readonly tokens: SessionTokens;
  readonly user: UserRow;
  /** Cookie by which the device is known from now on. */
  readonly device: string;
}

/** Limits of a sign-in: a success clears those of the account at `own`, and gives one guess back to those at `shared`. */
interface GuessLimits {
  readonly own: readonly GuessLimit[];
  readonly shared: readonly GuessLimit[];
}

interface GuessedUser extends GuessLimits {
  readonly user: UserRow;
}

/** Staff's sign-in by e-mail and password, with limits an account and an address, and a second factor where there is one. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly passwords: Passwords,
    private readonly limiter: RateLimiter,
    private readonly secondFactors: SecondFactors,
    private readonly sessions: Sessions,
    private readonly devices: KnownDevices,
    private readonly audit: Audit,
  ) {}

  /**
   * Opens a session. A wrong password, an unknown address, a disabled user and one without a password are the same
   * 401 `invalid_credentials` after the same work, and count alike. A wrong code of the second factor counts too, with
   * its own 401. 429 `locked_out` after too many. 403 `provider_only` where the network's provider alone signs in.
   *
   * A device has a limit of its own for the accounts that it knows, so that a stranger's guesses do not lock it. The other
   * accounts of the address have the common limit there too: a manager can make an account with another person's address
   * in a network of their own, which must neither open nor close the way to that person's accounts.
   */
  async signIn(credentials: Credentials, origin: Origin): Promise<SignedIn> {
    const emailIndex = this.pii.blindIndex(null, 'email', normalizeEmail(credentials.email));
    const accounts = await this.database.asPlatform((tx) => listUsersByEmail(tx, emailIndex));
    const device = this.devices.parse(credentials.device);
    const known = device === undefined ? [] : this.devices.listKnown(device, accounts);
    const others = accounts.filter((account) => !known.includes(account));
    const ofDevice = device === undefined || known.length === 0 ? undefined : this.limitsOfDevice(device, emailIndex);
    const atDevice = ofDevice && (await this.guess(known, credentials.password, ofDevice));
    const guessed =
      atDevice ??
      (await this.guessOthers(others, ofDevice !== undefined, credentials.password, this.limitsOf(emailIndex, origin)));
    if (guessed === undefined) throw new ProblemError('invalid_credentials');
    // It was the password of another account, and so no wrong guess at the device.
    if (ofDevice !== undefined && atDevice === undefined) await this.limiter.succeeded([], ofDevice.own);
    const { user, own, shared } = guessed;
    if (user.byProviderAlone) {
      await this.limiter.succeeded([], [...own, ...shared]);
      throw new ProblemError('provider_only');
    }
    const factor = await this.secondFactors.judge(user.id, credentials.totp);
    if (factor !== 'RIGHT') {
      // A sign-in without a code is no guess: the page learns by it that a code is needed.
      if (factor === 'MISSING') await this.limiter.succeeded([], [...own, ...shared]);
      else await this.limiter.failed([...own, ...shared]);
      throw new ProblemError('second_factor_required');
    }
    const tokens = await this.sessions.openForUser(user, origin);
    // The user of one of several accounts must not clear the wrong guesses at the others. Accounts whose address was never proven don't count.
    const isOnly = accounts.length === 1 || accounts.every(({ id, emailProven }) => (id === user.id) === emailProven);
    if (isOnly) await this.limiter.succeeded(own, shared);
    else await this.limiter.succeeded([], [...own, ...shared]);
    await this.record(user, {
      actor: actorOf(user),
      origin,
      action: 'session.opened',
      subjectKind: 'user',
      subjectId: user.id,
    });
    return { tokens, user, device: this.devices.remember(device, user) };
  }

  /**
   * The account with this password. A person who works in several networks has an account in each, and the password
   * chooses; the oldest where two have the same. Without an account a hash is compared too, for the same duration.
   */
  private async findByPassword(accounts: readonly UserRow[], password: string): Promise<UserRow | undefined> {
    const hashes = accounts.map(({ closed, passwordHash }) => (closed ? null : passwordHash));
    const matches = await Promise.all(
      (hashes.length === 0 ? [null] : hashes).map((hash) => this.passwords.matches(password, hash)),
    );
    return accounts.find((_account, at) => matches[at]);
  }

  /** Counts a guess and compares the password with each account; undefined: it was wrong. @throws ProblemError `locked_out` */
  private async guess(
    accounts: readonly UserRow[],
    password: string,
    limits: GuessLimits,
  ): Promise<GuessedUser | undefined> {
    await this.limiter.beginGuess([...limits.own, ...limits.shared]);
    const user = await this.findByPassword(accounts, password);
    if (user !== undefined) return { user, ...limits };
    await this.limiter.failed([...limits.own, ...limits.shared]);
    return undefined;
  }

  /**
   * The same for accounts that the device does not know. At a device that knows the person, guesses of strangers at
   * accounts whose address was never proven show as a wrong password, not as a lock.
   */
  private async guessOthers(
    others: readonly UserRow[],
    isKnown: boolean,
    password: string,
    limits: GuessLimits,
  ): Promise<GuessedUser | undefined> {
    if (isKnown && others.length === 0) return undefined;
    try {
      return await this.guess(others, password, limits);
    } catch (error) {
      const isLocked = error instanceof ProblemError && error.code === 'locked_out';
      if (isKnown && isLocked && !others.some(({ emailProven }) => emailProven)) return undefined;
      throw error;
    }
  }

  private limitsOf(emailIndex: Buffer, origin: Origin): GuessLimits {
    const address = this.pii.blindIndex(null, 'address', origin.address ?? '');
    return {
      own: [{ subject: `sign-in:account:${emailIndex.toString('base64url')}`, rule: SIGN_IN_PER_ACCOUNT }],
      shared: [{ subject: `sign-in:address:${address.toString('base64url')}`, rule: SIGN_IN_PER_ADDRESS }],
    };
  }

  private limitsOfDevice({ id }: KnownDevice, emailIndex: Buffer): GuessLimits {
    const device = this.pii.blindIndex(null, 'known_device', `${id}\u0000${emailIndex.toString('base64url')}`);
    return {
      own: [{ subject: `sign-in:device:${device.toString('base64url')}`, rule: SIGN_IN_PER_ACCOUNT }],
      shared: [],
    };
  }

  private async record({ networkId }: UserRow, entry: PlatformEntry): Promise<void> {
    if (networkId === null) await this.database.asPlatform((tx) => this.audit.appendToPlatform(tx, entry));
    else await this.database.inNetwork(networkId, (tx) => this.audit.append(tx, networkId, entry));
  }
}

function actorOf(user: UserRow): Principal {
  return {
    kind: 'user',
    id: user.id,
    role: user.role,
    networkId: user.networkId,
    restaurantIds: user.restaurantIds,
    sessionId: '',
    guestId: user.guestId,
    onBehalf: false,
    mustEnrol: user.mustEnrol,
  };
}
