import type { CampaignDocument } from '../../decision';
import type { Statements } from '../../platform/database/database';
import { MOST_KEPT } from './bounds.sql';
import { sql } from '../../platform/database/sql';

export interface NetworkRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly timeZone: string;
  readonly locale: 'ru' | 'en';
  readonly country: string;
  readonly settings: unknown;
  readonly rulesVersion: number;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  readonly suspendedAt: Date | null;
  readonly movingSince: Date | null;
  readonly signedUpAt: Date | null;
  readonly sandboxOf: string | null;
  readonly isShadow: boolean;
}

export interface PlaceRow {
  readonly id: string;
  readonly restaurantId: string;
  readonly closed: boolean;
  readonly shadow: boolean;
  readonly shadowUntil: Date | null;
}

/** The most segments that a network may ever have (`MOST_EVER` of marketing). */
export const MAX_SEGMENTS = 1_000;

export const NETWORK_COLUMNS = sql`id, code, name, currency, currency_digits, time_zone, locale, country, settings,
  rules_version, created_at, closed_at, suspended_at, moving_since, signed_up_at, sandbox_of, is_shadow`;

/** The network of the transaction. */
export function findNetworkRow(tx: Statements, networkId: string): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>`SELECT ${NETWORK_COLUMNS} FROM networks WHERE id = ${networkId}`;
}

/** Every till, closed ones too: an act of yesterday names them. */
export function listPlaceRows(tx: Statements, networkId: string) {
  return tx.query<PlaceRow>`
    SELECT p.id, p.restaurant_id, (p.closed_at IS NOT NULL OR r.closed_at IS NOT NULL) AS closed,
           r.shadow_since IS NOT NULL AS shadow, r.shadow_until
      FROM points_of_sale p
      JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
     WHERE p.network_id = ${networkId}
     LIMIT ${MOST_KEPT.points_of_sale}`;
}

/** The restaurants of the network, closed ones too. */
export function listRestaurantRows(tx: Statements, networkId: string) {
  return tx.query<{ id: string; hasBudget: boolean }>`
    SELECT id, monthly_budget IS NOT NULL AS has_budget FROM restaurants WHERE network_id = ${networkId}
     LIMIT ${MOST_KEPT.restaurants}`;
}

/** More sources, and more people, than one network can have. */
export const MAX_SOURCES = 100_000;

/** Versions of the programme and of campaigns that one person put in force; an API key stands for the person who asked for it. */
export function listSoleDecisions(tx: Statements, networkId: string) {
  return tx.query<{ source: string; person: string }>`
    SELECT s.source, coalesce(k.created_by, s.person)::text AS person FROM (
       SELECT 'PROGRAM ' || v.version AS source, v.published_by AS person FROM program_versions v
        WHERE v.network_id = ${networkId} AND v.status IN ('PUBLISHED', 'ARCHIVED')
       UNION ALL
       SELECT * FROM (SELECT DISTINCT ON (c.code, s.version) 'CAMPAIGN ' || c.code || ' ' || s.version, s.changed_by
         FROM campaign_states s JOIN campaigns c ON c.network_id = s.network_id AND c.id = s.campaign_id
        WHERE s.network_id = ${networkId} AND s.state = 'RUNNING' ORDER BY c.code, s.version, s.number) first
       UNION ALL
       SELECT 'REWARD ' || r.reward_id || ' ' || r.version, r.changed_by FROM reward_versions r WHERE r.network_id = ${networkId}) s
     LEFT JOIN api_keys k ON k.network_id = ${networkId} AND k.id = s.person
     WHERE s.person IS NOT NULL
       AND NOT EXISTS (SELECT FROM confirmed_sources f WHERE f.network_id = ${networkId} AND f.source = s.source) LIMIT ${MAX_SOURCES}`;
}

/** Notes that a second person let a source give without the bound of one person. */
export async function confirmSource(
  tx: Statements,
  networkId: string,
  source: string,
  by: string | null,
): Promise<void> {
  await tx.query`INSERT INTO confirmed_sources (network_id, source, confirmed_by, confirmed_at)
      VALUES (${networkId}, ${source}, ${by}, ledger_now())
      ON CONFLICT DO NOTHING`;
}

/** Confirms all that one person put in force, for a network whose people play a story. */
export async function confirmSoleDecisions(tx: Statements, networkId: string): Promise<void> {
  for (const { source } of await listSoleDecisions(tx, networkId)) await confirmSource(tx, networkId, source, null);
}

/** Takes a confirmation back, because another person now has the source in hand. */
export async function withdrawConfirmation(tx: Statements, networkId: string, source: string): Promise<void> {
  await tx.query`DELETE FROM confirmed_sources WHERE network_id = ${networkId} AND source = ${source}`;
  await tx.query`SELECT pg_notify(${RULES_CHANNEL}, ${networkId})`;
}

/** Segments are marketing's; programmes and rewards name those that are not archived. */
export async function listSegmentCodes(tx: Statements, networkId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ code: string }>`
    SELECT code FROM segments WHERE network_id = ${networkId} AND archived_at IS NULL LIMIT ${MAX_SEGMENTS}`;
  return new Set(rows.map(({ code }) => code));
}

export interface CampaignStateRow {
  readonly code: string;
  readonly state: 'RUNNING' | 'PAUSED' | 'ENDED';
  readonly version: number;
  readonly effectiveFrom: Date;
  /** Null where the campaign does not run. It was validated when its version was written, and never changes. */
  readonly document: CampaignDocument | null;
}

/**
 * Every change of the configuration ends with this, in its own transaction: the till's writes compare the version,
 * and every process drops what it remembers of the network once the change is committed.
 */
export async function raiseRulesVersion(tx: Statements, networkId: string): Promise<number> {
  const row = await tx.one<{ rulesVersion: number }>`
    UPDATE networks SET rules_version = rules_version + 1 WHERE id = ${networkId} RETURNING rules_version`;
  await tx.query`SELECT pg_notify(${RULES_CHANNEL}, ${networkId})`;
  return row.rulesVersion;
}

export const RULES_CHANNEL = 'rules_changed';
