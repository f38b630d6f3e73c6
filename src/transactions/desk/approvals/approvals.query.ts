import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Networks, ProgramChanges } from '../../../configuration';
import { Database, type Statements } from '../../../platform/database/database';
import { type Sql, sql, when } from '../../../platform/database/sql';
import { type IdSlice, newest, orderOf } from '../../../platform/http/list-query';
import type { Language } from '../../../platform/language/language';
import {
  type ApproverJudge,
  Approvers,
  changeRoleSchema,
  changeUserSchema,
  districtOf,
  networkOf,
  type Principal,
  putProviderSchema,
} from '../../../security';
import { approvalAnswerOf } from '../../till/approvals/approval-answer';
import { Approvals } from '../../till/approvals/approvals';
import type { RequestAnswer, RequestCount, RequestKind } from './approvals.dto';
import { settingsOf } from './settings-of-change.rules';

/** A request of any kind for a second person. */
interface RequestRow {
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

const MOST_COUNTED = 1_000;

/** Everything that waits for a second person, with the caller's rights for each request. */
@Injectable()
export class ApprovalRequests {
  constructor(
    private readonly database: Database,
    private readonly approvers: Approvers,
    private readonly approvals: Approvals,
    private readonly changes: ProgramChanges,
    private readonly networks: Networks,
  ) {}

  async list(
    principal: Principal,
    status: 'WAITING' | 'DECIDED',
    slice: IdSlice,
    language: Language,
  ): Promise<RequestAnswer[]> {
    const networkId = networkOf(principal);
    const [rows, judge] = await Promise.all([
      listRequests(this.database.readsOf(networkId), networkId, status, slice, districtOf(principal)),
      this.approvers.judgeFor({ principal, networkId }),
    ]);
    const ids = rows.filter(({ kind }) => kind === 'MANUAL' || kind === 'REFUND').map(({ id }) => id);
    const acts = new Map((await this.approvals.listByIds(networkId, ids)).map((act) => [act.row.id, act]));
    const profile = await this.networks.getProfile(networkId);
    const answers: RequestAnswer[] = [];
    for (const row of rows) {
      const act = acts.get(row.id);
      answers.push({
        id: row.id,
        kind: row.kind,
        status: row.status,
        requestedBy: personOf(row.requestedBy, row.requestedByName),
        requestedAt: row.requestedAt.toISOString(),
        firstApprovedBy: personOf(row.firstApprovedBy, row.firstApprovedByName),
        decidedBy: personOf(row.decidedBy, row.decidedByName),
        decidedAt: row.decidedAt?.toISOString() ?? null,
        reason: row.reason,
        ...rightsOf(row, principal, judge),
        act: act === undefined ? null : approvalAnswerOf(act),
        program: await this.programOf(networkId, row, language),
        change: changeOf(row, profile),
      });
    }
    return answers;
  }

  async count(principal: Principal): Promise<RequestCount> {
    const networkId = networkOf(principal);
    const [rows, judge] = await Promise.all([
      listRequests(this.database.readsOf(networkId), networkId, 'WAITING', newest(MOST_COUNTED), districtOf(principal)),
      this.approvers.judgeFor({ principal, networkId }),
    ]);
    const rights = rows.map((row) => rightsOf(row, principal, judge));
    return {
      forMe: rights.filter(({ mayApprove, mayReject }) => mayApprove || mayReject).length,
      mine: rights.filter(({ mayWithdraw }) => mayWithdraw).length,
    };
  }

  private async programOf(networkId: string, row: RequestRow, language: Language): Promise<RequestAnswer['program']> {
    if (row.version === null) return null;
    const isWaiting = row.status === 'WAITING';
    return {
      version: row.version,
      name: row.versionName ?? '',
      documentHash: row.documentHash ?? '',
      effectiveFrom: row.effectiveFrom?.toISOString() ?? null,
      changes: isWaiting ? (await this.changes.diff(networkId, row.version, undefined, language)).items : [],
    };
  }
}

type Rights = Pick<RequestAnswer, 'mayApprove' | 'mayReject' | 'mayWithdraw' | 'refusedBecause'>;

/** The rules of the calls that decide, so that no button is shown whose call would be refused. */
function rightsOf(row: RequestRow, principal: Principal, judge: ApproverJudge): Rights {
  if (row.status !== 'WAITING')
    return { mayApprove: false, mayReject: false, mayWithdraw: false, refusedBecause: null };
  const isOwn = row.requestedBy === principal.id;
  const isOfOwnAccount = row.guestId !== null && principal.kind === 'user' && principal.guestId === row.guestId;
  const refusal = isOfOwnAccount
    ? 'own_account'
    : (judge([row.requestedBy, row.writtenBy, row.firstApprovedBy], row.subjectId)?.code ?? null);
  return {
    mayApprove: refusal === null,
    mayReject: !isOwn && !isOfOwnAccount,
    mayWithdraw: isOwn,
    refusedBecause: refusal,
  };
}

function personOf(id: string | null, name: string | null): RequestAnswer['requestedBy'] {
  return id === null ? null : { id, name };
}

/** The provider in a change of the sign-in, and the roles that its groups get. */
function providerSettingsOf(change: object): NonNullable<RequestAnswer['change']>['settings'] {
  // The request may have been made under other settings of the server and fit no longer; its approval then says so.
  const { success, data } = putProviderSchema.safeParse(change);
  if (!success) return [];
  const { issuer, clientId, onlyProvider, groups } = data;
  const given = groups.map(({ group, role }) => `${group}: ${role}`).join('; ');
  return Object.entries({ issuer, clientId, onlyProvider, groups: given }).map(([name, after]) => ({
    name: `provider.${name}`,
    before: null,
    after,
  }));
}

/** Permissions of a role of the network's own, and its limits for points by hand. */
function roleSettingsOf(change: Readonly<Record<string, unknown>>): NonNullable<RequestAnswer['change']>['settings'] {
  const { permissions, places, manualAtOnce, manualPerDay } = changeRoleSchema.parse(change);
  const asked = { permissions: permissions?.join(', '), places, manualAtOnce, manualPerDay };
  return Object.entries(asked).flatMap(([name, after]) =>
    after === undefined ? [] : [{ name: `role.${name}`, before: null, after }],
  );
}

/** The role, block or group of restaurants that a change gives an employee. */
function rightsOfStaff({
  change,
  groupName,
  givenRoleName,
}: RequestRow): NonNullable<RequestAnswer['change']>['settings'] {
  const { role, disabled, restaurantGroupId, ownRoleId } = changeUserSchema.parse(change);
  const asked = {
    role,
    ownRole: ownRoleId == null ? undefined : givenRoleName,
    disabled,
    restaurantGroup: restaurantGroupId === undefined ? undefined : groupName,
  };
  return Object.entries(asked).flatMap(([name, after]) =>
    after === undefined ? [] : [{ name: `staff.${name}`, before: null, after }],
  );
}

/** The raised limit of points that a partner may give in a day. The earlier limit is not stored. */
function limitsOfPartner({
  change,
  partnerEarnPerDay,
  status,
}: RequestRow): NonNullable<RequestAnswer['change']>['settings'] {
  const before = status === 'WAITING' ? partnerEarnPerDay : null;
  return [{ name: 'partner.earnPerDay', before, after: Number(change?.['earnPerDay']) }];
}

const fraudRuleChange = z.object({ isOn: z.boolean(), params: z.record(z.string(), z.number()) });

/** Whether a rule of fraud watch judges from now on, and the parameters that it is given. */
function figuresOfRule(change: Readonly<Record<string, unknown>>): NonNullable<RequestAnswer['change']>['settings'] {
  const { isOn, params } = fraudRuleChange.parse(change);
  const figures = Object.entries(params).map(([name, after]) => ({ name: `fraudRule.${name}`, before: null, after }));
  return [{ name: 'fraudRule.isOn', before: null, after: isOn }, ...figures];
}

/** The act of a gift card that waits. */
function giftActOf(change: Readonly<Record<string, unknown>>): NonNullable<RequestAnswer['change']>['settings'] {
  const { act, amount, receiptNumber, reason } = change;
  return Object.entries({ act, amount, receiptNumber, reason }).flatMap(([name, after]) =>
    typeof after === 'string' || typeof after === 'number' ? [{ name: `gift.${name}`, before: null, after }] : [],
  );
}

function changeOf(row: RequestRow, profile: Parameters<typeof settingsOf>[1]): RequestAnswer['change'] {
  const { subjectId, change, kind, subjectName, status } = row;
  if (subjectId === null || change === null) return null;
  const { name, scopes, code } = change;
  const ofChange =
    kind === 'CAMPAIGN' ? code : kind === 'SETTINGS' ? null : kind === 'FRAUD_RULE' ? change['key'] : name;
  return {
    subjectId,
    name: subjectName ?? (typeof ofChange === 'string' ? ofChange : null),
    scopes: Array.isArray(scopes) ? scopes.map(String) : [],
    settings:
      kind === 'SETTINGS'
        ? subjectId === profile.id
          ? settingsOf(change, profile, status === 'WAITING')
          : limitsOfPartner(row)
        : kind === 'SIGN_IN_PROVIDER'
          ? providerSettingsOf(change)
          : kind === 'OWN_ROLE'
            ? roleSettingsOf(change)
            : kind === 'MANAGER_RIGHTS'
              ? rightsOfStaff(row)
              : kind === 'FRAUD_RULE'
                ? figuresOfRule(change)
                : kind === 'GIFT_CARD'
                  ? giftActOf(change)
                  : [],
    budget:
      kind === 'CAMPAIGN' || kind === 'AUTOMATION'
        ? { worth: typeof change['worth'] === 'number' ? change['worth'] : null, max: Number(change['max']) }
        : null,
  };
}

/** A slice of the waiting requests, or of the decided ones. Ids of all kinds are ordered by time. `district`: only acts in these restaurants. */
export function listRequests(
  tx: Statements,
  networkId: string,
  status: 'WAITING' | 'DECIDED',
  slice: IdSlice,
  district: readonly string[] | null = null,
): Promise<RequestRow[]> {
  const order = orderOf(slice);
  // Partial indexes serve the waiting requests; they need the status as a literal.
  const of = (
    waiting: Sql,
    inDistrict: Sql,
  ) => sql`network_id = ${networkId} AND status ${status === 'WAITING' ? sql`=` : sql`<>`} ${waiting}
      AND id > ${slice.after} AND id < ${slice.before} ${when(district !== null, inDistrict)}
      ORDER BY id ${order} LIMIT ${slice.limit}`;
  return tx.query<RequestRow>`
    SELECT r.id, r.kind, CASE WHEN r.status = 'AWAITING_APPROVAL' THEN 'WAITING' WHEN r.status = 'POSTED' THEN 'APPROVED' ELSE r.status END AS status,
      r.requested_by, nullif(asker.name, '') AS requested_by_name, r.requested_at,
      r.first_approved_by, nullif(first_approver.name, '') AS first_approved_by_name,
      r.decided_by, nullif(decider.name, '') AS decided_by_name, r.decided_at, r.reason,
      r.guest_id, r.subject_id, coalesce(nullif(subject.name, ''), role.name, partner.name) AS subject_name, r.change,
      place.name AS group_name, given.name AS given_role_name, partner.earn_per_day AS partner_earn_per_day,
      r.version, v.document ->> 'name' AS version_name, v.document_hash, v.changed_by AS written_by,
      r.effective_from
    FROM (
      (SELECT id, type::text AS kind, status, requested_by, requested_at, first_approved_by, decided_by, decided_at, reason, guest_id,
         NULL::uuid AS subject_id, NULL::jsonb AS change, NULL::integer AS version, NULL::timestamptz AS effective_from
       FROM approvals WHERE ${of(sql`'AWAITING_APPROVAL'`, sql`AND (request ->> 'restaurantId')::uuid = ANY (${district})`)})
      UNION ALL
      (SELECT id, kind, status, requested_by, requested_at, NULL, decided_by, decided_at, reason, NULL, subject_id, change, NULL, NULL
       FROM change_requests WHERE ${of(sql`'WAITING'`, sql`AND false`)})
      UNION ALL
      (SELECT id, 'PROGRAM', status, requested_by, requested_at, NULL, decided_by, decided_at, reason, NULL, NULL, NULL,
         program_version, effective_from
       FROM program_publications WHERE ${of(sql`'AWAITING_APPROVAL'`, sql`AND false`)})
    ) r
    LEFT JOIN users asker ON asker.id = r.requested_by
    LEFT JOIN users first_approver ON first_approver.id = r.first_approved_by
    LEFT JOIN users decider ON decider.id = r.decided_by
    LEFT JOIN users subject ON subject.id = r.subject_id
    LEFT JOIN own_roles role ON role.network_id = ${networkId} AND role.id = r.subject_id
    LEFT JOIN partners partner ON partner.network_id = ${networkId} AND partner.id = r.subject_id
    LEFT JOIN restaurant_groups place ON place.network_id = ${networkId} AND place.id = (r.change ->> 'restaurantGroupId')::uuid
    LEFT JOIN own_roles given ON given.network_id = ${networkId} AND given.id = (r.change ->> 'ownRoleId')::uuid
    LEFT JOIN program_versions v ON v.network_id = ${networkId} AND v.version = r.version
    ORDER BY r.id ${order} LIMIT ${slice.limit}`;
}
