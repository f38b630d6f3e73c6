import type { Statements } from '../../platform/database/database';
import { sql } from '../../platform/database/sql';
import { isId } from '../../platform/ids/ids';

/** An actor's name and device. Guests get no name, because each read of a guest is audited. */
export interface ActorOrigin {
  readonly name: string | null;
  /** The user agent at sign-in; null for a service, and once the session was deleted. */
  readonly device: string | null;
}

export const ORIGIN = sql`coalesce(u.name, k.name) AS name, s.device`;

/** The users, keys and sessions of the rows `a`. */
export const joinActors = (
  networkId: string | null,
) => sql`LEFT JOIN users u ON a.actor_kind = 'user' AND u.id = a.actor_id
       LEFT JOIN api_keys k ON a.actor_kind = 'key' AND k.network_id = ${networkId}::uuid AND k.id = a.actor_id
       LEFT JOIN sessions s ON s.id = a.session_id`;

export interface SubjectActor extends ActorOrigin {
  readonly subjectId: string;
  readonly kind: 'user' | 'guest' | 'key' | 'system';
  readonly id: string | null;
}

/** The last actor of this action on each subject; subjects without an entry are left out. */
export function listActorsOf(
  tx: Statements,
  networkId: string,
  action: string,
  subjectIds: readonly string[],
): Promise<SubjectActor[]> {
  return tx.query<SubjectActor>`
    SELECT DISTINCT ON (a.subject_id) a.subject_id, a.actor_kind AS kind, a.actor_id AS id, ${ORIGIN}
      FROM audit_log a ${joinActors(networkId)}
     WHERE a.network_id = ${networkId} AND a.subject_id = ANY (${subjectIds}::text[]) AND a.action = ${action}
     ORDER BY a.subject_id, a.id DESC`;
}

/** Names of users and networks among the subjects, in the order of the request; null for other kinds. */
export async function listSubjectNames(
  tx: Statements,
  subjects: readonly { readonly subjectKind: string | null; readonly subjectId: string | null }[],
): Promise<(string | null)[]> {
  const idsOf = (kind: string): (string | null)[] =>
    subjects.map(({ subjectKind, subjectId }) =>
      subjectKind === kind && subjectId !== null && isId(subjectId) ? subjectId : null,
    );
  const rows = await tx.query<{ name: string | null }>`
    SELECT coalesce(nullif(u.name, ''), n.name) AS name
     FROM unnest(${idsOf('user')}::uuid[], ${idsOf('network')}::uuid[]) WITH ORDINALITY a(user_id, network_id, place)
     LEFT JOIN users u ON u.id = a.user_id
     LEFT JOIN networks n ON n.id = a.network_id ORDER BY a.place`;
  return rows.map(({ name }) => name);
}
