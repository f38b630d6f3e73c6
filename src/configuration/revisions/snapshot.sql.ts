import type { CampaignDocument, ProgramForm } from '../../decision';
import type { Statements } from '../../platform/database/database';
import type { NamedThing } from '../../platform/language/spoken';
import { MOST_KEPT } from './bounds.sql';

export interface NetworkRow {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly currency_digits: number;
  readonly time_zone: string;
  readonly locale: 'ru' | 'en';
  readonly country: string;
  readonly settings: unknown;
  readonly rules_version: number;
  readonly created_at: Date;
  readonly closed_at: Date | null;
  readonly suspended_at: Date | null;
  readonly moving_since: Date | null;
  readonly signed_up_at: Date | null;
  readonly sandbox_of: string | null;
  readonly is_shadow: boolean;
}

export interface PlaceRow {
  readonly id: string;
  readonly restaurantId: string;
  readonly closed: boolean;
  readonly shadow: boolean;
  readonly shadowUntil: Date | null;
}

export interface PublishedRow {
  readonly version: number;
  readonly document: unknown;
  /** How its rules are read. */
  readonly form: ProgramForm;
  readonly effectiveFrom: Date;
}

/** The most segments that a network may ever have (`MOST_EVER` of marketing). */
const MAX_SEGMENTS = 1_000;
/** More limited people than one network can have. */
const MAX_LIMITED_PEOPLE = 10_000;
/** A limit above the number of state changes that the campaigns of a network have. */
const MAX_CAMPAIGN_STATES = 100_000;

export const NETWORK_COLUMNS = `id, code, name, currency, currency_digits, time_zone, locale, country, settings,
  rules_version, created_at, closed_at, suspended_at, moving_since, signed_up_at, sandbox_of, is_shadow`;

/** The network of the transaction. */
export function findNetworkRow(tx: Statements, networkId: string): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>(`SELECT ${NETWORK_COLUMNS} FROM networks WHERE id = $1`, [networkId]);
}

export async function findRulesVersion(tx: Statements, networkId: string): Promise<number | undefined> {
  const row = await tx.maybe<{ rulesVersion: number }>`SELECT rules_version FROM networks WHERE id = ${networkId}`;
  return row?.rulesVersion;
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

/** All published versions, newest effect first; archived versions still decide late acts of their time. */
export function listPublishedRows(tx: Statements, networkId: string) {
  return tx.query<PublishedRow>`SELECT version, document, form, effective_from AS "effective_from!"
       FROM program_versions
      WHERE network_id = ${networkId} AND status IN ('PUBLISHED', 'ARCHIVED')
      ORDER BY effective_from DESC, version DESC
      LIMIT ${MOST_KEPT.program_versions}`;
}

/** People whom fraud watch limits now, each with the latest end of the limits of their cases. */
export function listLimitedPeople(tx: Statements, networkId: string) {
  return tx.query<{ id: string; until: Date }>`SELECT subject_id AS id, max(limited_until) AS until FROM fraud_cases
      WHERE network_id = ${networkId} AND limited_until > ledger_now() GROUP BY subject_id LIMIT ${MAX_LIMITED_PEOPLE}`;
}

/** More sources, and more people, than one network can have. */
const MAX_SOURCES = 100_000;
const MAX_PEOPLE = 100_000;

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

/** Sources that a second person confirmed, or that were in force before one was asked for. */
export async function listConfirmedSources(tx: Statements, networkId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ source: string }>`
    SELECT source FROM confirmed_sources WHERE network_id = ${networkId} LIMIT ${MAX_SOURCES}`;
  return new Set(rows.map(({ source }) => source));
}

/** The people of the network, each with those who opened the account in the last 30 days, over any number of steps. */
export function listPeople(tx: Statements, networkId: string) {
  return tx.query<{ id: string; openers: string[] }>`WITH RECURSIVE up (id, opener) AS (
        SELECT o.user_id, o.opened_by FROM account_openings o JOIN users b ON b.id = o.opened_by AND b.network_id = ${networkId}
         WHERE o.network_id = ${networkId} AND o.opened_at > now() - interval '30 days'
        UNION
        SELECT u.id, o.opened_by FROM up u
          JOIN account_openings o ON o.network_id = ${networkId} AND o.user_id = u.opener AND o.opened_at > now() - interval '30 days'
          JOIN users b ON b.id = o.opened_by AND b.network_id = ${networkId})
      SELECT u.id, coalesce(array_agg(p.opener ORDER BY p.opener) FILTER (WHERE p.opener <> u.id), '{}')::text[] AS openers
        FROM users u LEFT JOIN up p ON p.id = u.id WHERE u.network_id = ${networkId} GROUP BY u.id LIMIT ${MAX_PEOPLE}`;
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

/** A version that returns to the document of an earlier one is confirmed as that was. */
export async function confirmAsBefore(
  tx: Statements,
  networkId: string,
  version: number,
  before: number,
): Promise<void> {
  await tx.query`INSERT INTO confirmed_sources (network_id, source, confirmed_by, confirmed_at)
      SELECT ${networkId}, 'PROGRAM ' || ${version}::integer, f.confirmed_by, ledger_now() FROM program_versions v
        LEFT JOIN confirmed_sources f ON f.network_id = ${networkId} AND f.source = 'PROGRAM ' || v.version
       WHERE v.network_id = ${networkId} AND v.version = ${before} AND (f.source IS NOT NULL OR v.published_by IS NULL)
      ON CONFLICT DO NOTHING`;
}

/** Segments are marketing's; programmes and rewards name those that are not archived. */
export async function listSegmentCodes(tx: Statements, networkId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ code: string }>`
    SELECT code FROM segments WHERE network_id = ${networkId} AND archived_at IS NULL LIMIT ${MAX_SEGMENTS}`;
  return new Set(rows.map(({ code }) => code));
}

export interface SegmentRow extends NamedThing {
  readonly code: string;
  readonly archived: boolean;
}

/** Archived segments too, because recorded acts name them; of too many those that were archived last. */
export function listSegmentRows(tx: Statements, networkId: string) {
  return tx.query<SegmentRow>`SELECT code, name, names, archived_at IS NOT NULL AS archived FROM segments
      WHERE network_id = ${networkId} ORDER BY archived_at DESC NULLS FIRST LIMIT ${MAX_SEGMENTS}`;
}

export interface CampaignStateRow {
  readonly code: string;
  readonly state: 'RUNNING' | 'PAUSED' | 'ENDED';
  readonly version: number;
  readonly effectiveFrom: Date;
  /** Null where the campaign does not run. It was validated when its version was written, and never changes. */
  readonly document: CampaignDocument | null;
}

/** The states of all campaigns, each in its order: those of the past still decide late acts of their time. */
export function listCampaignStates(tx: Statements, networkId: string) {
  return tx.query<CampaignStateRow>`SELECT c.code, s.state, s.version, s.effective_from,
            CASE WHEN s.state = 'RUNNING' THEN v.document END AS document
       FROM campaign_states s
       JOIN campaigns c ON c.network_id = s.network_id AND c.id = s.campaign_id
       JOIN campaign_versions v ON v.network_id = s.network_id AND v.campaign_id = s.campaign_id AND v.version = s.version
      WHERE s.network_id = ${networkId}
      ORDER BY s.campaign_id, s.effective_from, s.number
      LIMIT ${MAX_CAMPAIGN_STATES}`;
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
