import type { CampaignDocument, CampaignType } from '../../decision';
import type { Tx } from '../../platform/database/database';
import { sql, when } from '../../platform/database/sql';
import { type IdSlice, orderOf } from '../../platform/http/list-query';
import { requestJob } from '../../platform/queue/request-job.sql';
import { PICTURE_COLUMN, pictureOf, type ShownPicture } from '../pictures/picture.sql';
import { MOST_KEPT } from '../revisions/bounds.sql';

// SQL by hand: each campaign's newest version and state, and conditions within documents.

export const CAMPAIGN_STATES = ['DRAFT', 'SCHEDULED', 'ACTIVE', 'PAUSED', 'ENDED'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];
/** The state that a manager sets; the schedule decides whether a running campaign is scheduled, active or over. */
export type SetState = 'RUNNING' | 'PAUSED' | 'ENDED';

export interface CampaignRow {
  readonly id: string;
  readonly code: string;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly archivedAt: Date | null;
  /** The newest version, which pages show and edit. */
  readonly version: number;
  readonly document: CampaignDocument;
  readonly changedBy: string | null;
  readonly changedAt: Date;
  readonly state: CampaignState;
  /** The version that decides or last decided; null: the campaign never ran. */
  readonly runningVersion: number | null;
  readonly runningDocument: CampaignDocument | null;
  /** When the newest state takes effect; null for a draft. */
  readonly effectiveFrom: Date | null;
  /** The number of the newest state; 0: no state. */
  readonly stateNumber: number;
  readonly picture: ShownPicture | null;
}

/** A campaign that is or was running. */
export type ListedCampaign = CampaignRow & { readonly runningDocument: CampaignDocument };

export function hasRun(row: CampaignRow): row is ListedCampaign {
  return row.runningDocument !== null;
}

export interface CampaignStateRow {
  readonly number: number;
  readonly state: SetState;
  readonly version: number;
  readonly reason: string | null;
  readonly changedBy: string | null;
  readonly changedAt: Date;
  readonly effectiveFrom: Date;
}

export interface CampaignFilter {
  /** Null: archived ones and the others. */
  readonly archived: boolean | null;
  /** Null: any. */
  readonly ids: readonly string[] | null;
  readonly state: CampaignState | null;
  readonly type: CampaignType | null;
  /** Local days: campaigns that run on at least one of them, by the bounds of their schedules. */
  readonly runsFrom: string | null;
  readonly runsTo: string | null;
}

/** @param localNow the network's present local time, which can be compared as text */
const campaignsOf = (networkId: string, localNow: string) => sql`
  SELECT c.id, c.code, c.created_by, c.created_at, c.archived_at,
         v.version, v.document, v.created_by AS changed_by, v.created_at AS changed_at,
         CASE WHEN s.state IS NULL THEN 'DRAFT'
              WHEN s.state = 'ENDED' OR r.document->'schedule'->>'endsAt' <= ${localNow} THEN 'ENDED'
              WHEN s.state = 'PAUSED' THEN 'PAUSED'
              WHEN r.document->'schedule'->>'startsAt' > ${localNow} THEN 'SCHEDULED'
              ELSE 'ACTIVE' END AS state,
         s.version AS running_version, r.document AS running_document, s.effective_from,
         coalesce(s.number, 0) AS state_number, ${PICTURE_COLUMN}
    FROM campaigns c
   CROSS JOIN LATERAL (SELECT * FROM campaign_versions v
                        WHERE v.network_id = c.network_id AND v.campaign_id = c.id
                        ORDER BY v.version DESC LIMIT 1) v
    LEFT JOIN LATERAL (SELECT * FROM campaign_states s
                        WHERE s.network_id = c.network_id AND s.campaign_id = c.id
                        ORDER BY s.number DESC LIMIT 1) s ON true
    LEFT JOIN campaign_versions r ON r.network_id = c.network_id AND r.campaign_id = c.id AND r.version = s.version
    ${pictureOf('CAMPAIGN', sql`c`)}
   WHERE c.network_id = ${networkId}`;

export function findCampaign(
  tx: Tx,
  networkId: string,
  id: string,
  localNow: string,
): Promise<CampaignRow | undefined> {
  return tx.maybe<CampaignRow>`${campaignsOf(networkId, localNow)} AND c.id = ${id}`;
}

export function listCampaigns(
  tx: Tx,
  networkId: string,
  localNow: string,
  { archived, ids, state, type, runsFrom, runsTo }: CampaignFilter,
  slice: IdSlice,
): Promise<CampaignRow[]> {
  return tx.query<CampaignRow>`
    SELECT * FROM (${campaignsOf(networkId, localNow)} AND c.id > ${slice.after} AND c.id < ${slice.before}
                     ${when(archived !== null, sql`AND (c.archived_at IS NOT NULL) = ${archived}`)}
                     ${when(ids !== null, sql`AND c.id = ANY (${ids}::uuid[])`)}) listed
     WHERE true
       ${when(state !== null, sql`AND state = ${state}`)}
       ${when(type !== null, sql`AND document->>'type' = ${type}`)}
       ${when(runsFrom !== null, sql`AND coalesce(document->'schedule'->>'endsAt', '9') > ${runsFrom}`)}
       ${when(runsTo !== null, sql`AND document->'schedule'->>'startsAt' < ${runsTo} || 'T24'`)}
     ORDER BY id ${orderOf(slice)} LIMIT ${slice.limit}`;
}

export interface BudgetUsed {
  readonly campaign: string;
  readonly unit: 'POINTS' | 'MONEY' | 'USES';
  readonly restaurantId: string | null;
  /** Used so far, less the amounts that refunds returned. */
  readonly used: number;
}

/** Budgets of campaigns, by their codes, that were used; one that nothing was taken of has no row. */
export function listBudgetsUsed(tx: Tx, networkId: string, codes: readonly string[]) {
  return tx.query<BudgetUsed>`SELECT b.campaign, b.unit, b.restaurant_id,
           (b.spent - b.returned + coalesce((SELECT sum(l.used) FROM budget_leases l
              WHERE l.network_id = b.network_id AND l.budget_id = b.id AND l.is_open), 0))::bigint AS used
      FROM budgets b WHERE b.network_id = ${networkId} AND b.campaign = ANY (${codes})`;
}

/** The budgets of a campaign's document, each with what was used of it. */
export function budgetsWithUse(
  code: string,
  { budgets }: Pick<CampaignDocument, 'budgets'>,
  used: readonly BudgetUsed[],
) {
  return budgets.map(({ unit, restaurantId, limit }) => ({
    unit,
    restaurantId,
    limit,
    used:
      used.find((one) => one.campaign === code && one.unit === unit && one.restaurantId === restaurantId)?.used ?? 0,
  }));
}

/** All running and scheduled campaigns that are not archived, oldest first. */
export function listRunningCampaigns(tx: Tx, networkId: string, localNow: string): Promise<CampaignRow[]> {
  return tx.query<CampaignRow>`
    SELECT * FROM (${campaignsOf(networkId, localNow)} AND c.archived_at IS NULL) listed
     WHERE state IN ('SCHEDULED', 'ACTIVE', 'PAUSED') ORDER BY id LIMIT ${MOST_KEPT.campaigns}`;
}

/** When each of these campaigns first ran. */
export async function listFirstStarts(
  tx: Tx,
  networkId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Date>> {
  const rows = await tx.query<{ id: string; at: Date }>`
    SELECT campaign_id AS id, min(effective_from) AS at FROM campaign_states
     WHERE network_id = ${networkId} AND campaign_id = ANY (${ids}::uuid[]) AND state = 'RUNNING' GROUP BY campaign_id`;
  return new Map(rows.map(({ id, at }) => [id, at]));
}

/** The person who started a version of a campaign. Null: the system did. */
export async function findStarter(tx: Tx, networkId: string, id: string, version: number): Promise<string | null> {
  const row = await tx.maybe<{ by: string | null }>`SELECT changed_by AS by FROM campaign_states
      WHERE network_id = ${networkId} AND campaign_id = ${id} AND version = ${version} AND state = 'RUNNING' ORDER BY number LIMIT 1`;
  return row?.by ?? null;
}

/** Confirms a new version that gives the same as a confirmed version. */
export async function confirmCampaignAsBefore(
  tx: Tx,
  networkId: string,
  code: string,
  version: number,
  before: number,
): Promise<void> {
  await tx.query`INSERT INTO confirmed_sources (network_id, source, confirmed_by, confirmed_at)
      SELECT network_id, 'CAMPAIGN ' || ${code} || ' ' || ${version}::integer, confirmed_by, ledger_now() FROM confirmed_sources
       WHERE network_id = ${networkId} AND source = 'CAMPAIGN ' || ${code} || ' ' || ${before}::integer ON CONFLICT DO NOTHING`;
}

/** The newest first. */
export function listStates(tx: Tx, networkId: string, id: string, limit: number) {
  return tx.query<CampaignStateRow>`SELECT number, state, version, reason, changed_by, changed_at,
           effective_from
      FROM campaign_states WHERE network_id = ${networkId} AND campaign_id = ${id} ORDER BY number DESC LIMIT ${limit}`;
}

/** The job that starts campaigns; requested with each change of a campaign's state, so that its moment moves with it. */
export const CAMPAIGNS_JOB = 'campaigns';

/** Inserts a state that takes effect at once, or after `leadMs` where writes of the till prevent that. */
export async function insertState(
  tx: Tx,
  networkId: string,
  id: string,
  row: Pick<CampaignStateRow, 'number' | 'state' | 'version' | 'reason' | 'changedBy'>,
  leadMs: number,
): Promise<void> {
  await tx.query`
    INSERT INTO campaign_states (network_id, campaign_id, number, state, version, reason, changed_by, changed_at,
     effective_from)
     VALUES (${networkId}, ${id}, ${row.number}, ${row.state}, ${row.version}, ${row.reason}, ${row.changedBy}, now(), rules_count_from(${networkId},
     ${leadMs} * interval '1 ms'))`;
  await requestJob(tx, CAMPAIGNS_JOB, networkId);
}

/** Categories of the menu, in lower case. */
export async function listMenuCategories(tx: Tx, networkId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ category: string }>`SELECT DISTINCT lower(category) AS category FROM menu_items
      WHERE network_id = ${networkId} AND category IS NOT NULL AND archived_at IS NULL LIMIT ${MOST_KEPT.menu_items}`;
  return new Set(rows.map(({ category }) => category));
}
