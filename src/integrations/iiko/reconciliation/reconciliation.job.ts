import { Networks } from '../../../configuration';
import { Clock } from '../../../platform/clock/clock';
import { Logger } from '../../../platform/telemetry/logger';
import { Job, NetworkJob, type PieceOutcome } from '../../../transactions';
import type { Connection } from '../../connections/connection';
import { Connections, isOfKind } from '../../connections/connections';
import { IikoFailure } from '../wire/iiko-client';
import { Products } from '../menu/products';
import { ReconcileOrders } from './reconcile-orders';
import { nextNightOf } from './reconciliation-time.rules';
import { addReconciliations } from './reconciliations.sql';
import { Outbox } from '../../../platform/outbox/outbox';

/** The last revision read of each organisation, by its id. */
interface Revisions {
  readonly orders?: Readonly<Record<string, number>>;
  readonly menu?: Readonly<Record<string, number>>;
}

interface DueReconciliation {
  readonly connectionId: string;
  readonly revisions: Revisions;
  readonly attempts: number;
  /** When the last one succeeded; null: none yet. */
  readonly finishedAt: Date | null;
  /** When the connection was made; earlier orders are not read. */
  readonly connectedAt: Date;
}

/** Connections to reconcile. When a process dies, another continues its connection after the lease. */
const RECONCILIATIONS = new Outbox<DueReconciliation>({
  table: 'till_reconciliations',
  key: ['connection_id'],
  columns: `connection_id AS "connectionId", revisions, attempts, finished_at AS "finishedAt",
    (SELECT c.created_at FROM till_connections c
      WHERE c.network_id = $1 AND c.id = till_reconciliations.connection_id) AS "connectedAt"`,
  mayStart: `EXISTS (SELECT FROM till_connections c WHERE c.network_id = $1 AND c.id = till_reconciliations.connection_id
    AND c.enabled AND c.removed_at IS NULL AND c.credentials_encrypted IS NOT NULL)`,
  begins: 'started_at = clock_timestamp(), orders_read = 0, orders_found = 0',
  fails: 'failed_at = clock_timestamp()',
  reason: 'failure',
  lease: { column: 'due_at', seconds: 30 * 60 },
  retries: { first: 60, last: 3_600 },
});

export const RECONCILIATION_JOB = 'reconciliation';
/** Several times the longest pause between two looks, so a longer gap means that the servers were away. */
const OUTAGE_SECONDS = 20 * 60;
/** The most calls for an organisation's deliveries in one run; the next run continues. */
const MAX_PAGES = 100;

/**
 * Finds orders that webhooks missed: at night, after an outage, and on a manager's request. iiko's revisions make it read an order again only after
 * a change, and an order counts once, whichever way it came.
 */
@Job(RECONCILIATION_JOB, {
  everyMs: 60_000,
  idleUpToMs: 300_000,
  isLong: true,
  failure: 'checks of till systems were not reconciled',
})
export class ReconciliationJob extends NetworkJob {
  constructor(
    private readonly connections: Connections,
    private readonly networks: Networks,
    private readonly orders: ReconcileOrders,
    private readonly products: Products,
    private readonly clock: Clock,
    private readonly log: Logger,
  ) {
    super();
  }

  override async doNext(networkId: string): Promise<PieceOutcome> {
    const { timeZone } = await this.networks.getProfile(networkId);
    const due = await this.database.inNetwork(networkId, async (tx) => {
      const first = nextNightOf(this.clock.now().getTime(), timeZone, networkId);
      if ((await addReconciliations(tx, networkId, first)) === 0) return undefined;
      // Stores the time of this run. After a gap of more than `outageSeconds` all connections become due.
      await tx.query`
        UPDATE till_reconciliations SET looked_at = clock_timestamp(),
          due_at = CASE WHEN looked_at < clock_timestamp() - make_interval(secs => ${OUTAGE_SECONDS}) THEN least(due_at, clock_timestamp())
          ELSE due_at END
         WHERE network_id = ${networkId}`;
      return (await RECONCILIATIONS.claim(tx, networkId, 1))[0];
    });
    if (due === undefined) return 'idle';
    const connection = await this.connections.findById(networkId, due.connectionId);
    if (connection === undefined || !isOfKind(connection, 'IIKO')) return 'more';
    try {
      await this.reconcile(connection, due);
      const dueAt = nextNightOf(this.clock.now().getTime(), timeZone, connection.id);
      await this.database.inNetwork(
        networkId,
        (tx) => tx.query`
        UPDATE till_reconciliations SET finished_at = clock_timestamp(), failed_at = NULL, failure = NULL, attempts = 0,
         due_at = ${dueAt}
          WHERE network_id = ${networkId} AND connection_id = ${connection.id}`,
      );
      await this.connections.noteSuccess(connection);
    } catch (error) {
      await this.fail(connection, due, error);
    }
    return 'more';
  }

  private async reconcile(connection: Connection<'IIKO'>, due: DueReconciliation): Promise<void> {
    const revisions = { orders: { ...due.revisions.orders }, menu: { ...due.revisions.menu } };
    let [read, found] = [0, 0];
    const count = async (more: { readonly read: number; readonly found: number }): Promise<void> => {
      read += more.read;
      found += more.found;
      await this.database.inNetwork(
        connection.networkId,
        (tx) =>
          tx.query`
          UPDATE till_reconciliations SET revisions = ${JSON.stringify(revisions)}, orders_read = ${read}, orders_found = ${found}
           WHERE network_id = ${connection.networkId} AND connection_id = ${connection.id}`,
      );
    };
    const since = due.connectedAt;
    for (const organization of new Set(connection.places.map((place) => place.organization))) {
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const startRevision = revisions.orders[organization] ?? 0;
        const part = await this.orders.takeDeliveries(connection, organization, { startRevision, since });
        revisions.orders[organization] = part.revision;
        await count(part);
        if (part.revision === startRevision) break;
      }
      await count(await this.orders.takeTableOrders(connection, organization, { lastAt: due.finishedAt, since }));
      // Comes last, because the API login may lack the right to the menu, and orders work without it.
      const startRevision = revisions.menu[organization] ?? 0;
      revisions.menu[organization] = await this.products.update(connection, organization, startRevision);
      await count({ read: 0, found: 0 });
    }
  }

  private async fail(connection: Connection, due: DueReconciliation, err: unknown): Promise<void> {
    const { networkId, id } = connection;
    const code = err instanceof IikoFailure ? err.code : 'failed';
    if (!(err instanceof IikoFailure))
      this.log.event('error', 'a till system was not reconciled', { networkId, connectionId: id, err });
    const next = { reason: code, afterSeconds: RECONCILIATIONS.retryAfter(due) };
    await this.database.inNetwork(networkId, (tx) => RECONCILIATIONS.postpone(tx, networkId, [id], next));
    await this.connections.noteFailure(connection, code);
  }
}
