import type { Statements } from '../../../platform/database/database';
import { type IdSlice, orderWord } from '../../../platform/http/list-query';
import type { RequestKind } from './approvals.dto';

/** A request of any kind for a second person. */
export interface RequestRow {
  readonly id: string;
  readonly kind: RequestKind;
  readonly status: 'WAITING' | 'APPROVED' | 'REJECTED' | 'WITHDRAWN';
  readonly requestedBy: string | null;
  readonly requestedByName: string | null;
  readonly requestedAt: Date;
  /** The first of two approvals, which points above a manager's daily sum need. */
  readonly firstApprovedBy: string | null;
  readonly firstApprovedByName: string | null;
  readonly decidedBy: string | null;
  readonly decidedByName: string | null;
  readonly decidedAt: Date | null;
  readonly reason: string | null;
  /** The guest of the requested act. */
  readonly guestId: string | null;
  /** The subject of the requested change. */
  readonly subjectId: string | null;
  readonly subjectName: string | null;
  readonly change: Readonly<Record<string, unknown>> | null;
  /** The group of restaurants that the change gives a manager. Null: none, or the group no longer exists. */
  readonly groupName: string | null;
  /** The role of the network's own that the change gives an employee. */
  readonly givenRoleName: string | null;
  /** How many points the partner may give in a day now. Null: the change concerns no partner. */
  readonly partnerEarnPerDay: number | null;
  /** The version that waits for publication, its name, and the last author of its document. */
  readonly version: number | null;
  readonly versionName: string | null;
  readonly documentHash: string | null;
  readonly writtenBy: string | null;
  readonly effectiveFrom: Date | null;
}

/** A slice of the waiting requests, or of the decided ones. Ids of all kinds are ordered by time. `district`: only acts in these restaurants. */
export function listRequests(
  tx: Statements,
  networkId: string,
  status: 'WAITING' | 'DECIDED',
  slice: IdSlice,
  district: readonly string[] | null = null,
): Promise<RequestRow[]> {
  const order = orderWord(slice);
  // Partial indexes serve the waiting requests; they need the status as a literal.
  const of = (waiting: string, inDistrict = 'false') =>
    `network_id = $1 AND status ${status === 'WAITING' ? '=' : '<>'} '${waiting}' AND id > $2 AND id < $3
      AND ($5::uuid[] IS NULL OR ${inDistrict})
      ORDER BY id ${order} LIMIT $4`;
  return tx.query<RequestRow>(
    `SELECT r.id, r.kind, CASE WHEN r.status = 'AWAITING_APPROVAL' THEN 'WAITING' WHEN r.status = 'POSTED' THEN 'APPROVED' ELSE r.status END AS status,
       r.requested_by AS "requestedBy", nullif(asker.name, '') AS "requestedByName", r.requested_at AS "requestedAt",
       r.first_approved_by AS "firstApprovedBy", nullif(first_approver.name, '') AS "firstApprovedByName",
       r.decided_by AS "decidedBy", nullif(decider.name, '') AS "decidedByName", r.decided_at AS "decidedAt", r.reason,
       r.guest_id AS "guestId", r.subject_id AS "subjectId", coalesce(nullif(subject.name, ''), role.name, partner.name) AS "subjectName", r.change,
       place.name AS "groupName", given.name AS "givenRoleName", partner.earn_per_day AS "partnerEarnPerDay",
       r.version, v.document ->> 'name' AS "versionName", v.document_hash AS "documentHash", v.changed_by AS "writtenBy",
       r.effective_from AS "effectiveFrom"
     FROM (
       (SELECT id, type::text AS kind, status, requested_by, requested_at, first_approved_by, decided_by, decided_at, reason, guest_id,
          NULL::uuid AS subject_id, NULL::jsonb AS change, NULL::integer AS version, NULL::timestamptz AS effective_from
        FROM approvals WHERE ${of('AWAITING_APPROVAL', `(request ->> 'restaurantId')::uuid = ANY ($5)`)})
       UNION ALL
       (SELECT id, kind, status, requested_by, requested_at, NULL, decided_by, decided_at, reason, NULL, subject_id, change, NULL, NULL
        FROM change_requests WHERE ${of('WAITING')})
       UNION ALL
       (SELECT id, 'PROGRAM', status, requested_by, requested_at, NULL, decided_by, decided_at, reason, NULL, NULL, NULL,
          program_version, effective_from
        FROM program_publications WHERE ${of('AWAITING_APPROVAL')})
     ) r
     LEFT JOIN users asker ON asker.id = r.requested_by
     LEFT JOIN users first_approver ON first_approver.id = r.first_approved_by
     LEFT JOIN users decider ON decider.id = r.decided_by
     LEFT JOIN users subject ON subject.id = r.subject_id
     LEFT JOIN own_roles role ON role.network_id = $1 AND role.id = r.subject_id
     LEFT JOIN partners partner ON partner.network_id = $1 AND partner.id = r.subject_id
     LEFT JOIN restaurant_groups place ON place.network_id = $1 AND place.id = (r.change ->> 'restaurantGroupId')::uuid
     LEFT JOIN own_roles given ON given.network_id = $1 AND given.id = (r.change ->> 'ownRoleId')::uuid
     LEFT JOIN program_versions v ON v.network_id = $1 AND v.version = r.version
     ORDER BY r.id ${order} LIMIT $4`,
    [networkId, slice.after, slice.before, slice.limit, district],
  );
}
