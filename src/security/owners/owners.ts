import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit } from '../audit/audit';
import type { PlatformAction } from '../audit/audit-actions';
import { type PasswordLink, PasswordLinks } from '../passwords/password-links';
import { putPasswordHash } from '../passwords/password-links.sql';
import { Passwords } from '../passwords/passwords';
import { normalizeEmail, Pii } from '../personal-data/pii';
import { NO_ORIGIN } from '../principal/authenticated-request';
import { deleteSecondFactor } from '../second-factor/second-factors.sql';
import { Sessions } from '../sessions/sessions';
import { listUsersByEmail, type UserRow } from '../sessions/sessions.sql';

/** Commands on users, which the operator runs on the installation's own machine. */
@Injectable()
export class Owners {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly pii: Pii,
    private readonly links: PasswordLinks,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly clock: Clock,
  ) {}

  /** Makes an owner of the installation, and a link to set the password. 409 `email_taken`. */
  async create(email: string, name = ''): Promise<{ userId: string; link: PasswordLink }> {
    const userId = newId();
    const address = normalizeEmail(email);
    const encrypted = this.pii.encrypt(null, 'email', address);
    const index = this.pii.blindIndex(null, 'email', address);
    const link = await this.database.asPlatform(async (tx) => {
      const rows = await tx.query<{ id: string }>`
        INSERT INTO users (id, network_id, role, name, email_encrypted, email_index, email_proven_at)
         VALUES (${userId}, NULL, 'owner', ${name}, ${encrypted}, ${index}, now())
         ON CONFLICT (email_index, network_id) DO NOTHING RETURNING id`;
      if (rows.length === 0) throw new ProblemError('email_taken');
      const entry = { origin: NO_ORIGIN, action: 'owner.created', subjectKind: 'user', subjectId: userId } as const;
      await this.audit.appendToPlatform(tx, { actor: 'system', ...entry });
      return this.links.create(tx, userId, this.clock.now(), 'SHOWN');
    });
    return { userId, link };
  }

  /**
   * Removes a user's password, second factor and sessions, and makes a link for a new password.
   *
   * @param network code of the user's network, for an address with accounts in several
   * @throws ProblemError `not_found` where the address has no account there
   * @throws Error where it has several accounts and no network is named
   */
  async reset(email: string, network?: string): Promise<PasswordLink> {
    const user = await this.getUser(email, network);
    const { link, ended } = await this.database.asPlatform(async (tx) => {
      await putPasswordHash(tx, user.id, null);
      await deleteSecondFactor(tx, user.id);
      return {
        link: await this.links.create(tx, user.id, this.clock.now(), 'SHOWN'),
        ended: await this.sessions.endAllOfUserWithin(tx, user.id, 'password_changed'),
      };
    });
    this.sessions.noteEnded(ended);
    await this.record(user, 'user.reset');
    return link;
  }

  /** Sets a user's password without a link; for the demonstration's users. */
  async setPassword(userId: string, password: string): Promise<void> {
    const hash = await this.passwords.hash(password);
    await this.database.asPlatform((tx) => putPasswordHash(tx, userId, hash));
  }

  private async getUser(email: string, network: string | undefined): Promise<UserRow> {
    const index = this.pii.blindIndex(null, 'email', normalizeEmail(email));
    const accounts = await this.database.asPlatform((tx) => listUsersByEmail(tx, index));
    const [user, ...others] = accounts.filter((one) => network === undefined || one.networkCode === network);
    if (user === undefined) throw new ProblemError('not_found');
    if (others.length > 0) throw new Error('the address has accounts in several networks: say which with --network');
    return user;
  }

  private async record({ id, networkId }: UserRow, action: PlatformAction): Promise<void> {
    const entry = { actor: 'system', origin: NO_ORIGIN, action, subjectKind: 'user', subjectId: id } as const;
    if (networkId === null) await this.database.asPlatform((tx) => this.audit.appendToPlatform(tx, entry));
    else await this.database.inNetwork(networkId, (tx) => this.audit.append(tx, networkId, entry));
  }
}
