import { Injectable, type OnModuleInit } from '@nestjs/common';
import { compileProgram, type CompiledProgram, type ProgramForm } from '../../decision';
import { Database, type Statements } from '../../platform/database/database';
import { Notifications } from '../../platform/database/notifications';
import { found } from '../../platform/problems/problem';
import { GenerationCache } from '../../platform/memory/generation-cache';
import { MovingNetworks, RateLimiter } from '../../security/sale';
import { listCatalogRows } from '../reward-document/reward.sql';
import { type CatalogReward, rewardDocumentSchema } from '../reward-document/reward-document.schema';
import { profileOf } from '../network-profile/network-profile';
import { programDocumentSchema } from '../program-document/program-document.schema';
import { CampaignHistory } from './campaign-history';
import { ConfigurationSnapshot, type TillPlace, type PublishedProgram } from './configuration-snapshot';
import { SoleDeciders } from './sole-deciders';
import {
  type PlaceRow,
  RULES_CHANNEL,
  findNetworkRow,
  listPlaceRows,
  listRestaurantRows,
  listSoleDecisions,
  MAX_SOURCES,
  MAX_SEGMENTS,
  type CampaignStateRow,
} from '../revisions/snapshot.sql';
import { MOST_KEPT } from '../revisions/bounds.sql';
import type { NamedThing } from '../../platform/language/spoken';

interface PublishedRow {
  readonly version: number;
  readonly document: unknown;
  /** How its rules are read. */
  readonly form: ProgramForm;
  readonly effectiveFrom: Date;
}

/** More limited people than one network can have. */
const MAX_LIMITED_PEOPLE = 10_000;

/** A limit above the number of state changes that the campaigns of a network have. */
const MAX_CAMPAIGN_STATES = 100_000;

const MAX_PEOPLE = 100_000;

interface SegmentRow extends NamedThing {
  readonly code: string;
  readonly archived: boolean;
}

/** Half of the number of networks that a process caches; networks that are not used are dropped first. */
const REMEMBERED_HALF = 1_000;

/**
 * Caches each network's configuration in the process. A cached snapshot is dropped when any process commits a change (NOTIFY). While notifications
 * may be missed, each use first asks the database for the version, so a snapshot is never older than a notification takes. A write that must be
 * exact compares `rulesVersion` itself and retries with `atLeast`.
 */
@Injectable()
export class Snapshots implements OnModuleInit {
  private readonly remembered = new GenerationCache<ConfigurationSnapshot>(REMEMBERED_HALF);
  /** The last snapshot of each network, which outlives a lost connection. */
  private readonly last = new GenerationCache<ConfigurationSnapshot>(REMEMBERED_HALF);
  private readonly loading = new Map<string, Promise<ConfigurationSnapshot>>();

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
    private readonly limiter: RateLimiter,
    private readonly moving: MovingNetworks,
  ) {}

  async onModuleInit(): Promise<void> {
    this.limiter.readTillLimitsFrom((networkId) => this.cached(networkId)?.profile.settings.rates.tillActsPerSecond);
    this.moving.readFrom((networkId) => (this.cached(networkId)?.profile.movingSince ?? null) !== null);
    await this.notifications.listen(RULES_CHANNEL, {
      onMessage: (networkId) => this.forget(networkId),
      onGap: () => this.forgetAll(),
    });
  }

  /** The cached snapshot if it is current; undefined: it has to be read first (`current`). */
  cached(networkId: string): ConfigurationSnapshot | undefined {
    return this.notifications.connected ? this.remembered.get(networkId) : undefined;
  }

  /** Whether a sale with this promo code may use something up, by the last configuration that this process read; without one, every code may. */
  isPromoCodeLimited(networkId: string, promoCode: string | null | undefined, at: Date): boolean {
    return promoCode != null && this.last.get(networkId)?.isPromoCodeLimited(promoCode, at.getTime()) !== false;
  }

  /** The configuration now. Throws `not_found` for a network that does not exist. */
  async current(networkId: string): Promise<ConfigurationSnapshot> {
    const remembered = this.remembered.get(networkId);
    if (remembered === undefined) return this.load(networkId);
    if (this.notifications.connected) return remembered;
    const version = await this.database.inNetwork(networkId, (tx) => findRulesVersion(tx, networkId));
    return version === remembered.rulesVersion ? remembered : this.reload(networkId);
  }

  /**
   * Like `current`, for a caller in a transaction of the network: an uncached snapshot is read by that transaction. Waiting for a second connection
   * while holding one could block a full pool forever.
   */
  async currentWithin(tx: Statements, networkId: string): Promise<ConfigurationSnapshot> {
    const remembered = this.cached(networkId);
    if (remembered !== undefined) return remembered;
    const snapshot = found(await readSnapshot(tx, networkId));
    // Not cached, because the transaction may see its own uncommitted changes.
    return snapshot;
  }

  /**
   * The configuration at the last commit of any process, even before its notification arrives: asks the database for the version. For reads that
   * must never be older than a change.
   */
  async fresh(networkId: string): Promise<ConfigurationSnapshot> {
    const version = found(await findRulesVersion(this.database.readsOf(networkId), networkId));
    return this.atLeast(networkId, version);
  }

  /** The configuration of this version or a later one, for a writer that met a newer version than its own. */
  async atLeast(networkId: string, rulesVersion: number): Promise<ConfigurationSnapshot> {
    const remembered = this.remembered.get(networkId);
    if (remembered !== undefined && remembered.rulesVersion >= rulesVersion) return remembered;
    return this.reload(networkId);
  }

  /** Drops a network's snapshot after a change, so that this process's next answer shows the change. */
  forget(networkId: string): void {
    this.remembered.delete(networkId);
    // A reading that began before the change must not be cached after it.
    this.loading.delete(networkId);
  }

  private forgetAll(): void {
    this.remembered.clear();
    this.loading.clear();
  }

  private reload(networkId: string): Promise<ConfigurationSnapshot> {
    this.forget(networkId);
    return this.load(networkId);
  }

  private load(networkId: string): Promise<ConfigurationSnapshot> {
    const underway = this.loading.get(networkId);
    if (underway !== undefined) return underway;
    const loading = this.read(networkId).then(
      (snapshot) => {
        if (this.loading.get(networkId) === loading) {
          this.loading.delete(networkId);
          this.remembered.set(networkId, snapshot);
          this.last.set(networkId, snapshot);
        }
        return snapshot;
      },
      (error: unknown) => {
        if (this.loading.get(networkId) === loading) this.loading.delete(networkId);
        throw error;
      },
    );
    this.loading.set(networkId, loading);
    return loading;
  }

  private async read(networkId: string): Promise<ConfigurationSnapshot> {
    return this.database.inNetwork(networkId, async (tx) => {
      return found(await readSnapshot(tx, networkId));
    });
  }
}

/**
 * Reads the version first: if a change commits between these statements, the snapshot has the older version with newer content, and the first write
 * that compares versions reads it again. The other order would hide the change.
 */
async function readSnapshot(tx: Statements, networkId: string): Promise<ConfigurationSnapshot | undefined> {
  const network = await findNetworkRow(tx, networkId);
  if (network === undefined) return undefined;
  const places = await listPlaceRows(tx, networkId);
  const restaurants = await listRestaurantRows(tx, networkId);
  // All published versions, newest effect first; archived versions still decide late acts of their time.
  const published = await tx.query<PublishedRow>`
    SELECT version, document, form, effective_from AS "effective_from!"
      FROM program_versions
     WHERE network_id = ${networkId} AND status IN ('PUBLISHED', 'ARCHIVED')
     ORDER BY effective_from DESC, version DESC
     LIMIT ${MOST_KEPT.program_versions}`;
  const rewards = await listCatalogRows(tx, networkId);
  // Archived segments too, because recorded acts name them; of too many those that were archived last.
  const segments = await tx.query<SegmentRow>`
    SELECT code, name, names, archived_at IS NOT NULL AS archived FROM segments
     WHERE network_id = ${networkId} ORDER BY archived_at DESC NULLS FIRST LIMIT ${MAX_SEGMENTS}`;
  // The states of all campaigns, each in its order: those of the past still decide late acts of their time.
  const campaigns = await tx.query<CampaignStateRow>`
    SELECT c.code, s.state, s.version, s.effective_from,
           CASE WHEN s.state = 'RUNNING' THEN v.document END AS document
      FROM campaign_states s
      JOIN campaigns c ON c.network_id = s.network_id AND c.id = s.campaign_id
      JOIN campaign_versions v ON v.network_id = s.network_id AND v.campaign_id = s.campaign_id AND v.version = s.version
     WHERE s.network_id = ${networkId}
     ORDER BY s.campaign_id, s.effective_from, s.number
     LIMIT ${MAX_CAMPAIGN_STATES}`;
  // People whom fraud watch limits now, each with the latest end of the limits of their cases.
  const limited = await tx.query<{ id: string; until: Date }>`
    SELECT subject_id AS id, max(limited_until) AS until FROM fraud_cases
     WHERE network_id = ${networkId} AND limited_until > ledger_now() GROUP BY subject_id LIMIT ${MAX_LIMITED_PEOPLE}`;
  const decisions = await listSoleDecisions(tx, networkId);
  const confirmed = await listConfirmedSources(tx, networkId);
  // The people of the network, each with those who opened the account in the last 30 days, over any number of steps.
  const people = await tx.query<{ id: string; openers: string[] }>`
    WITH RECURSIVE up (id, opener) AS (
       SELECT o.user_id, o.opened_by FROM account_openings o JOIN users b ON b.id = o.opened_by AND b.network_id = ${networkId}
        WHERE o.network_id = ${networkId} AND o.opened_at > now() - interval '30 days'
       UNION
       SELECT u.id, o.opened_by FROM up u
         JOIN account_openings o ON o.network_id = ${networkId} AND o.user_id = u.opener AND o.opened_at > now() - interval '30 days'
         JOIN users b ON b.id = o.opened_by AND b.network_id = ${networkId})
     SELECT u.id, coalesce(array_agg(p.opener ORDER BY p.opener) FILTER (WHERE p.opener <> u.id), '{}')::text[] AS openers
       FROM users u LEFT JOIN up p ON p.id = u.id WHERE u.network_id = ${networkId} GROUP BY u.id LIMIT ${MAX_PEOPLE}`;
  return new ConfigurationSnapshot(
    profileOf(network),
    new Map(places.map((row) => [row.id, placeOf(row)])),
    new Set(restaurants.map((row) => row.id)),
    published.map(publishedOf),
    new Map(
      rewards.map((row): [string, CatalogReward] => [
        row.id,
        { ...row, document: rewardDocumentSchema.parse(row.document) },
      ]),
    ),
    new Map(segments.map((row) => [row.code, row])),
    new CampaignHistory(campaigns),
    new Map(limited.map(({ id, until }) => [id, until])),
    new SoleDeciders(decisions, confirmed, new Map(people.map(({ id, openers }) => [id, openers]))),
    new Set(restaurants.flatMap(({ id, hasBudget }) => (hasBudget ? [id] : []))),
  );
}

function placeOf(row: PlaceRow): TillPlace {
  return {
    pointOfSaleId: row.id,
    restaurantId: row.restaurantId,
    closed: row.closed,
    isInShadow: row.shadow,
    shadowUntil: row.shadowUntil?.getTime() ?? null,
  };
}

/** Compiles a version at its first use: of a long history, a process needs only one or two versions. */
function publishedOf(row: PublishedRow): PublishedProgram {
  let compiled: CompiledProgram | undefined;
  return {
    version: row.version,
    effectiveFrom: row.effectiveFrom,
    get program() {
      return (compiled ??= compileProgram(programDocumentSchema.parse(row.document), row.form));
    },
  };
}

async function findRulesVersion(tx: Statements, networkId: string): Promise<number | undefined> {
  const row = await tx.maybe<{ rulesVersion: number }>`SELECT rules_version FROM networks WHERE id = ${networkId}`;
  return row?.rulesVersion;
}

/** Sources that a second person confirmed, or that were in force before one was asked for. */
async function listConfirmedSources(tx: Statements, networkId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ source: string }>`
    SELECT source FROM confirmed_sources WHERE network_id = ${networkId} LIMIT ${MAX_SOURCES}`;
  return new Set(rows.map(({ source }) => source));
}
