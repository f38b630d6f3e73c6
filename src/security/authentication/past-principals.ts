import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import type { Principal } from '../principal/principal';

/** Checks callers who were admitted from memory, once the database can be reached. */
@Injectable()
export class PastPrincipals {
  constructor(private readonly database: Database) {}

  /**
   * Requires that a caller's session or key was valid at a moment.
   * @throws ProblemError `session_ended`, or `unauthenticated` for a key
   */
  async requireInForce(principal: Principal, at: Date): Promise<void> {
    const isKey = principal.kind === 'key';
    const row = await this.database.asPlatform((tx) =>
      isKey
        ? tx.maybe(
            `SELECT FROM api_keys k JOIN networks n ON n.id = k.network_id
              WHERE k.id = $1 AND (k.revoked_at IS NULL OR k.revoked_at > $2) AND (k.expires_at IS NULL OR k.expires_at > $2)
                AND n.closed_at IS NULL`,
            [principal.id, at],
          )
        : tx.maybe('SELECT FROM sessions WHERE id = $1 AND (revoked_at IS NULL OR revoked_at > $2)', [
            principal.sessionId,
            at,
          ]),
    );
    if (row === undefined) throw new ProblemError(isKey ? 'unauthenticated' : 'session_ended');
  }
}
