import { Injectable } from '@nestjs/common';
import { Database, type Statements } from '../../platform/database/database';
import { Audit, NO_ORIGIN } from '../../security';
import type { ConfigurationSnapshot } from '../snapshots/configuration-snapshot';
import { Snapshots } from '../snapshots/snapshots';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import { RULES_CHANNEL, NETWORK_COLUMNS, type NetworkRow } from '../revisions/snapshot.sql';

/** The networks of the installation, for other layers. */
@Injectable()
export class Networks {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly audit: Audit,
  ) {}

  /** The cached profile; undefined: it has to be read first (`getProfile`). */
  cachedProfile(networkId: string): NetworkProfile | undefined {
    return this.cachedSnapshot(networkId)?.profile;
  }

  /** The cached configuration; undefined: it has to be read first (`getSnapshot`). */
  cachedSnapshot(networkId: string): ConfigurationSnapshot | undefined {
    return this.snapshots.cached(networkId);
  }

  /** The network's present configuration, from memory. Throws `not_found` for an id of no network. */
  getSnapshot(networkId: string): Promise<ConfigurationSnapshot> {
    return this.snapshots.current(networkId);
  }

  /** The network's present profile, from memory. Throws `not_found` for an id of no network. */
  async getProfile(networkId: string): Promise<NetworkProfile> {
    return (await this.snapshots.current(networkId)).profile;
  }

  /** Whether a sale with this promo code may use something up, also while the database is away. */
  isPromoCodeLimited(networkId: string, promoCode: string | null | undefined, at: Date): boolean {
    return this.snapshots.isPromoCodeLimited(networkId, promoCode, at);
  }

  /** The id of the network with this code; undefined: there is none. */
  async findIdByCode(code: string): Promise<string | undefined> {
    const where = { code };
    return (await this.database.asPlatform((tx) => tx.prisma.network.findUnique({ where, select: { id: true } })))?.id;
  }

  /** All networks of the installation after this id, oldest first. */
  async listProfiles(after: string | undefined, limit: number): Promise<NetworkProfile[]> {
    const rows = await this.database.asPlatform((tx) => listNetworkRows(tx, after, limit, true));
    return rows.map(profileOf);
  }

  /** Like `listProfiles`, without sandboxes, because statistics of the installation leave them out. */
  async listRealProfiles(after: string | undefined, limit: number): Promise<NetworkProfile[]> {
    const rows = await this.database.asPlatform((tx) => listNetworkRows(tx, after, limit, false));
    return rows.map(profileOf);
  }

  /** Closes networks that signed up at least this long ago and were never used. Returns their ids. */
  async closeUnused(unusedForSeconds: number): Promise<string[]> {
    const closed = await this.database.asPlatform(async (tx) => {
      const ids = (
        await tx.query<{ id: string }>`UPDATE networks SET closed_at = now(), rules_version = rules_version + 1
            WHERE id IN (
              SELECT n.id FROM networks n
              WHERE n.signed_up_at < now() - make_interval(secs => ${unusedForSeconds}) AND n.closed_at IS NULL
                AND NOT EXISTS (SELECT FROM users u WHERE u.network_id = n.id AND u.password_hash IS NOT NULL)
              ORDER BY n.id LIMIT 100 FOR NO KEY UPDATE)
            RETURNING id`
      ).map(({ id }) => id);
      for (const id of ids) {
        await this.audit.appendToPlatform(tx, { ...UNUSED, subjectId: id });
        await tx.query`SELECT pg_notify(${RULES_CHANNEL}, ${id})`;
      }
      return ids;
    });
    for (const id of closed) this.snapshots.forget(id);
    return closed;
  }
}

const UNUSED = {
  actor: 'system',
  origin: NO_ORIGIN,
  action: 'network.closed',
  subjectKind: 'network',
  after: { state: 'CLOSED', reason: 'unused' },
} as const;

/** All networks, or all but sandboxes and shadows, oldest first. Runs in the platform's role. */
function listNetworkRows(
  tx: Statements,
  after: string | undefined,
  limit: number,
  withSandboxes: boolean,
): Promise<NetworkRow[]> {
  return tx.query<NetworkRow>`SELECT ${NETWORK_COLUMNS} FROM networks
    WHERE id > coalesce(${after ?? null}::uuid, '00000000-0000-0000-0000-000000000000')
       AND (${withSandboxes} OR sandbox_of IS NULL)
     ORDER BY id LIMIT ${limit}`;
}
