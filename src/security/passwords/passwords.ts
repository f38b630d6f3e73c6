import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { BcryptWorkers } from './bcrypt-workers';
import { DEMO_PASSWORD, isCommonPassword } from './common-passwords';

/** bcrypt ignores bytes beyond this, so longer passwords are refused. */
const PASSWORD_BYTES_MAX = 72;
const PASSWORD_CHARACTERS_MIN = 10;

/** 2^10 rounds, the least that OWASP recommends; about 60 ms in a worker thread. */
const COST = 10;

/** A hash of no password. It is compared when the user does not exist, so that both cases take the same time. */
const NOBODY = '$2b$10$CwTycUXWue0Thq9StjUM0uJ8b2XhW1QK7V3mG6b8Q1c6u0r9u3q0C';

/** Hashes passwords by bcrypt in worker threads, because hashing on the event loop would delay all tills. */
@Injectable()
export class Passwords implements OnApplicationShutdown {
  private readonly workers = new BcryptWorkers();

  /** Refuses (422) a password that is too short, longer than bcrypt reads, or common. */
  assertAcceptable(password: string): void {
    if (Buffer.byteLength(password, 'utf8') > PASSWORD_BYTES_MAX) {
      throw new ProblemError('password_too_long', { max: PASSWORD_BYTES_MAX });
    }
    if (Array.from(password).length < PASSWORD_CHARACTERS_MIN) {
      throw new ProblemError('password_too_short', { min: PASSWORD_CHARACTERS_MIN });
    }
    if (isCommonPassword(password) || isOfDemo(password)) throw new ProblemError('password_too_common');
  }

  async hash(password: string): Promise<string> {
    this.assertAcceptable(password);
    return this.workers.hash(password, COST);
  }

  /**
   * Whether the password has this hash. Always false, after the same time, without a hash, for a password that is too long, and in production for
   * the demonstration's password.
   */
  async matches(password: string, hash: string | null): Promise<boolean> {
    const readable = Buffer.byteLength(password, 'utf8') <= PASSWORD_BYTES_MAX;
    const matches = await this.workers.compare(readable ? password : '', hash ?? NOBODY);
    return matches && readable && hash !== null && !isOfDemo(password);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.workers.stop();
  }
}

function isOfDemo(password: string): boolean {
  return settings.production && password === DEMO_PASSWORD;
}
