import type { Statements, Tx } from '../../platform/database/database';
import type { Actor } from '../audit/audit';

/** How a person came to be able to sign in as another: made the account, took a password link, removed the second factor. */
type OpeningWay = 'ACCOUNT' | 'LINK' | 'SECOND_FACTOR';

/** For this long after an employee opened a colleague's account, that account is no second person beside the employee. */
const OPENED_WITHIN = "interval '30 days'";

/** Notes that the actor can sign in as this user. */
export async function noteOpening(
  tx: Tx,
  networkId: string,
  actor: Actor,
  userId: string,
  way: OpeningWay,
): Promise<void> {
  if (actor === 'system' || actor.id === userId) return;
  await tx.query(
    `INSERT INTO account_openings (network_id, opened_by, user_id, way) VALUES ($1, $2, $3, $4)
     ON CONFLICT (network_id, opened_by, user_id, way) DO UPDATE SET opened_at = now()`,
    [networkId, actor.id, userId, way],
  );
}

/** An account with those that one person could sign in to beside it. */
export interface LinkedAccount {
  readonly id: string;
  readonly approvesFrom: Date;
  readonly waits: boolean;
  /** Accounts that it opened lately or that opened it, over any number of steps, those opened by one who opened it, and the API keys of all these. */
  readonly linked: readonly string[];
  /** API keys whose secret the person has asked for. */
  readonly keys: readonly string[];
}

/** Owners of the installation open accounts everywhere, and are the second person where no manager is: they link none. */
const LINKED = `SELECT u.id, u.approves_from AS "approvesFrom", u.approves_from > now() AS waits, l.linked, ARRAY(
    SELECT k.id FROM api_keys k WHERE k.network_id = $1 AND k.created_by = u.id)::text[] AS keys
  FROM users u CROSS JOIN LATERAL (
    WITH RECURSIVE openers (id) AS (
      SELECT u.id
      UNION
      SELECT o.opened_by FROM openers r
        JOIN account_openings o ON o.network_id = $1 AND o.user_id = r.id AND o.opened_at > now() - ${OPENED_WITHIN}
        JOIN users b ON b.id = o.opened_by AND b.network_id = $1
    ), reached (id) AS (
      SELECT id FROM openers
      UNION
      SELECT o.user_id FROM reached r
        JOIN account_openings o ON o.network_id = $1 AND o.opened_by = r.id AND o.opened_at > now() - ${OPENED_WITHIN}
    )
    SELECT ARRAY(
      SELECT id FROM reached WHERE id <> u.id
      UNION ALL
      SELECT k.id FROM api_keys k JOIN reached r ON k.created_by = r.id AND r.id <> u.id WHERE k.network_id = $1)::text[] AS linked
  ) l`;

export function getApprover(tx: Statements, networkId: string, id: string): Promise<LinkedAccount> {
  return tx.one<LinkedAccount>(`${LINKED} WHERE u.id = $2`, [networkId, id]);
}

/** The managers who approve: those past their cooling-off time. */
export function listApprovers(tx: Statements, networkId: string): Promise<LinkedAccount[]> {
  return tx.query<LinkedAccount>(
    `${LINKED} WHERE u.network_id = $1 AND u.role = 'manager' AND u.disabled_at IS NULL AND u.approves_from <= now()
     ORDER BY u.id LIMIT 1000`,
    [networkId],
  );
}

interface OpeningOfUser {
  readonly way: Exclude<OpeningWay, 'ACCOUNT'>;
  /** Name of the person; null: none is known. */
  readonly by: string | null;
  readonly at: Date;
}

/** The colleagues who took a link for this user or removed the second factor lately, the latest first. */
export function listOpeningsOf(tx: Statements, networkId: string, userId: string): Promise<OpeningOfUser[]> {
  return tx.query<OpeningOfUser>(
    `SELECT o.way, nullif(u.name, '') AS by, o.opened_at AS at
       FROM account_openings o LEFT JOIN users u ON u.id = o.opened_by
      WHERE o.network_id = $1 AND o.user_id = $2 AND o.way <> 'ACCOUNT' AND o.opened_at > now() - ${OPENED_WITHIN}
      ORDER BY o.opened_at DESC LIMIT 10`,
    [networkId, userId],
  );
}
