import { createHash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { settings } from '../../platform/settings/settings';
import { Sessions } from '../sessions/sessions';
import { findOpenLink, putPasswordHash } from './password-links.sql';
import { Passwords } from './passwords';

const TOKEN_BYTES = 32;
const LIFE_SECONDS = 72 * 60 * 60;

/** A link to set a password, valid once. Its holder can act as the user, so it is shown once and stored as a hash. */
export interface PasswordLink {
  /** The token follows `#`, which browsers do not send, so no log contains it. `role` tells the page which pages to offer. */
  readonly url: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Links by which users set their first password, or a new one after they forgot it. */
@Injectable()
export class PasswordLinks {
  constructor(
    private readonly database: Database,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
  ) {}

  /**
   * Makes a link in the transaction of the user's network, or of the platform.
   * @param way MAILED: the link goes to the address of the user and to nobody else, so its use proves the address
   */
  async create(tx: Tx, userId: string, now: Date, way: 'MAILED' | 'SHOWN'): Promise<PasswordLink> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const expiresAt = new Date(now.getTime() + LIFE_SECONDS * 1_000);
    await tx.query`INSERT INTO password_links (token_hash, user_id, expires_at, mailed)
        VALUES (${hashOfLink(token)}, ${userId}, ${expiresAt}, ${way === 'MAILED'})`;
    const site = settings.publicUrl ?? `http://localhost:${String(settings.port)}`;
    // A user with a role made by the network gets pages by permission, so the link names no role.
    const user = await tx.prisma.user.findFirst({ where: { id: userId, ownRoleId: null }, select: { role: true } });
    const page = user === null ? '/password' : `/password?role=${user.role}`;
    return { url: `${site.replace(/\/$/, '')}${page}#${token}`, token, expiresAt };
  }

  /**
   * Sets the password of the link's user and ends all of the user's sessions. 422 `link_expired` for a link that is unknown, used or expired; 422
   * for an unacceptable password, after which the link stays valid.
   *
   * @returns the user
   */
  async use(token: string, password: string): Promise<{ userId: string; networkId: string | null }> {
    this.passwords.assertAcceptable(password);
    const tokenHash = hashOfLink(token);
    // Checked before the costly hash, which an invalid link must not cause.
    const open = await this.database.asPlatform((tx) => findOpenLink(tx, tokenHash));
    if (open === undefined) throw new ProblemError('link_expired');
    const passwordHash = await this.passwords.hash(password);
    const ended = await this.database.asPlatform(async (tx) => {
      if (!(await takePasswordLink(tx, tokenHash, passwordHash))) throw new ProblemError('link_expired');
      return this.sessions.endAllOfUserWithin(tx, open.userId, 'password_changed');
    });
    this.sessions.noteEnded(ended);
    return open;
  }
}

/** The hash by which a link is found; its token is not stored. */
export function hashOfLink(token: string): Buffer {
  return createHash('sha256').update(token, 'utf8').digest();
}

/**
 * Uses up a link and all other links of its user, and sets the user's password. Returns false and changes nothing if the link was already used or has
 * expired. Removes the user's PIN and card for tills, because somebody who knew the earlier password may have set them. A mailed link proves the
 * user's address; after a link that a colleague handed over, the address counts as unproven. The address of an owner of the installation always
 * counts as proven, because the operator vouches for it.
 */
async function takePasswordLink(tx: Tx, tokenHash: Buffer, passwordHash: string): Promise<boolean> {
  const taken = await tx.maybe<{ userId: string; mailed: boolean }>`
    UPDATE password_links SET used_at = now() WHERE token_hash = ${tokenHash} AND used_at IS NULL AND expires_at > now()
     RETURNING user_id, mailed`;
  if (taken === undefined) return false;
  await tx.query`UPDATE password_links SET used_at = now() WHERE user_id = ${taken.userId} AND used_at IS NULL`;
  await putPasswordHash(tx, taken.userId, passwordHash);
  await tx.query`DELETE FROM staff_pins WHERE user_id = ${taken.userId}`;
  await tx.query`DELETE FROM staff_cards WHERE user_id = ${taken.userId}`;
  await tx.query`UPDATE users SET email_proven_at = CASE WHEN ${taken.mailed} OR network_id IS NULL THEN now() END
      WHERE id = ${taken.userId}`;
  return true;
}
