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
        ? tx.maybe`
          SELECT FROM api_keys k JOIN networks n ON n.id = k.network_id
           WHERE k.id = ${principal.id} AND (k.revoked_at IS NULL OR k.revoked_at > ${at}) AND (k.expires_at IS NULL OR k.expires_at > ${at})
             AND n.closed_at IS NULL`
        : tx.maybe`
          SELECT FROM sessions WHERE id = ${principal.sessionId} AND (revoked_at IS NULL OR revoked_at > ${at})`,
    );
    if (row === undefined) throw new ProblemError(isKey ? 'unauthenticated' : 'session_ended');
  }
}
