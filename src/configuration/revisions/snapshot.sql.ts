import type { CampaignDocument, ProgramForm } from '../../decision';
import type { Statements } from '../../platform/database/database';
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
}

export interface PlaceRow {
  readonly id: string;
  readonly restaurant_id: string;
  readonly closed: boolean;
}

export interface PublishedRow {
  readonly version: number;
  readonly document: unknown;
  /** How its rules are read. */
  readonly form: ProgramForm;
  readonly effective_from: Date;
}

/** As many as marketing lets a network ever have. */
const MAX_SEGMENTS = 1_000;
/** More limited people than one network can have. */
const MAX_LIMITED_PEOPLE = 10_000;
/** More than campaigns have changes of their state. */
const MAX_CAMPAIGN_STATES = 100_000;

export const NETWORK_COLUMNS = `id, code, name, currency, currency_digits, time_zone, locale, country, settings,
  rules_version, created_at, closed_at, suspended_at, moving_since, signed_up_at, sandbox_of`;

/** The network of the transaction. */
export function findNetworkRow(tx: Statements, networkId: string): Promise<NetworkRow | undefined> {
  return tx.maybe<NetworkRow>(`SELECT ${NETWORK_COLUMNS} FROM networks WHERE id = $1`, [networkId]);
}

export async function findRulesVersion(tx: Statements, networkId: string): Promise<number | undefined> {
  const row = await tx.maybe<{ rules_version: number }>('SELECT rules_version FROM networks WHERE id = $1', [
    networkId,
  ]);
  return row?.rules_version;
}

/** Every till, closed ones too: an act of yesterday names them. */
export function listPlaceRows(tx: Statements, networkId: string): Promise<PlaceRow[]> {
  return tx.query<PlaceRow>(
    `SELECT p.id, p.restaurant_id, (p.closed_at IS NOT NULL OR r.closed_at IS NOT NULL) AS closed
       FROM points_of_sale p
       JOIN restaurants r ON r.network_id = p.network_id AND r.id = p.restaurant_id
      WHERE p.network_id = $1
      LIMIT $2`,
    [networkId, MOST_KEPT.points_of_sale],
  );
}

export function listRestaurantIds(tx: Statements, networkId: string): Promise<{ id: string }[]> {
  return tx.query('SELECT id FROM restaurants WHERE network_id = $1 LIMIT $2', [networkId, MOST_KEPT.restaurants]);
}

/** All published versions, newest effect first; archived versions still decide late acts of their time. */
export function listPublishedRows(tx: Statements, networkId: string): Promise<PublishedRow[]> {
  return tx.query<PublishedRow>(
    `SELECT version, document, form, effective_from
       FROM program_versions
      WHERE network_id = $1 AND status IN ('PUBLISHED', 'ARCHIVED')
      ORDER BY effective_from DESC, version DESC
      LIMIT $2`,
    [networkId, MOST_KEPT.program_versions],
  );
}

/** People whom fraud watch limits now, each with the latest end of the limits of their cases. */
export function listLimitedPeople(tx: Statements, networkId: string): Promise<{ id: string; until: Date }[]> {
  return tx.query(
    `SELECT subject_id AS id, max(limited_until) AS until FROM fraud_cases
      WHERE network_id = $1 AND limited_until > ledger_now() GROUP BY subject_id LIMIT $2`,
    [networkId, MAX_LIMITED_PEOPLE],
  );
}

/** Segments are marketing's; programmes and rewards name those that are not archived. */
export async function listSegmentCodes(tx: Statements, networkId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ code: string }>(
    'SELECT code FROM segments WHERE network_id = $1 AND archived_at IS NULL LIMIT $2',
    [networkId, MAX_SEGMENTS],
  );
  return new Set(rows.map(({ code }) => code));
}

export interface CampaignStateRow {
  readonly code: string;
  readonly state: 'RUNNING' | 'PAUSED' | 'ENDED';
  readonly version: number;
  readonly effective_from: Date;
  /** Null where the campaign does not run. It was validated when its version was written, and never changes. */
  readonly document: CampaignDocument | null;
}

/** The states of all campaigns, each in its order: those of the past still decide late acts of their time. */
export function listCampaignStates(tx: Statements, networkId: string): Promise<CampaignStateRow[]> {
  return tx.query<CampaignStateRow>(
    `SELECT c.code, s.state, s.version, s.effective_from,
            CASE WHEN s.state = 'RUNNING' THEN v.document END AS document
       FROM campaign_states s
       JOIN campaigns c ON c.network_id = s.network_id AND c.id = s.campaign_id
       JOIN campaign_versions v ON v.network_id = s.network_id AND v.campaign_id = s.campaign_id AND v.version = s.version
      WHERE s.network_id = $1
      ORDER BY s.campaign_id, s.effective_from, s.number
      LIMIT $2`,
    [networkId, MAX_CAMPAIGN_STATES],
  );
}

/**
 * Every change of the configuration ends with this, in its own transaction: the till's writes compare the version,
 * and every process drops what it remembers of the network once the change is committed.
 */
export async function raiseRulesVersion(tx: Statements, networkId: string): Promise<number> {
  const row = await tx.one<{ rules_version: number }>(
    'UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1 RETURNING rules_version',
    [networkId],
  );
  await tx.query('SELECT pg_notify($1, $2)', [RULES_CHANNEL, networkId]);
  return row.rules_version;
}

export const RULES_CHANNEL = 'rules_changed';
