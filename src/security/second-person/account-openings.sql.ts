import type { Tx } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import type { Actor } from '../audit/audit';

/** How a person came to be able to sign in as another: made the account, took a password link, removed the second factor. */
export type OpeningWay = 'ACCOUNT' | 'LINK' | 'SECOND_FACTOR';

/** For this long after an employee opened a colleague's account, that account is no second person beside the employee. */
export const OPENED_WITHIN = sql`interval '30 days'`;

/** Notes that the actor can sign in as this user. */
export async function noteOpening(
  tx: Tx,
  networkId: string,
  actor: Actor,
  userId: string,
  way: OpeningWay,
): Promise<void> {
  if (actor === 'system' || actor.id === userId) return;
  await tx.query`
    INSERT INTO account_openings (network_id, opened_by, user_id, way) VALUES (${networkId}, ${actor.id}, ${userId}, ${way})
     ON CONFLICT (network_id, opened_by, user_id, way) DO UPDATE SET opened_at = now()`;
}
