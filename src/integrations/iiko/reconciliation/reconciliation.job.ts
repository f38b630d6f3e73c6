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
import * as sql from './reconciliations.sql';

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
      if ((await sql.addReconciliations(tx, networkId, first)) === 0) return undefined;
      await sql.noteLook(tx, networkId, OUTAGE_SECONDS);
      return (await sql.RECONCILIATIONS.claim(tx, networkId, 1))[0];
    });
    if (due === undefined) return 'idle';
    const connection = await this.connections.findById(networkId, due.connectionId);
    if (connection === undefined || !isOfKind(connection, 'IIKO')) return 'more';
    try {
      await this.reconcile(connection, due);
      const dueAt = nextNightOf(this.clock.now().getTime(), timeZone, connection.id);
      await this.database.inNetwork(networkId, (tx) => sql.noteFinished(tx, networkId, connection.id, dueAt));
      await this.connections.noteSuccess(connection);
    } catch (error) {
      await this.fail(connection, due, error);
    }
    return 'more';
  }

  private async reconcile(connection: Connection<'IIKO'>, due: sql.DueReconciliation): Promise<void> {
    const revisions = { orders: { ...due.revisions.orders }, menu: { ...due.revisions.menu } };
    let [read, found] = [0, 0];
    const count = async (more: { readonly read: number; readonly found: number }): Promise<void> => {
      read += more.read;
      found += more.found;
      await this.database.inNetwork(connection.networkId, (tx) =>
        sql.noteProgress(tx, connection.networkId, connection.id, { revisions, read, found }),
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

  private async fail(connection: Connection, due: sql.DueReconciliation, err: unknown): Promise<void> {
    const { networkId, id } = connection;
    const code = err instanceof IikoFailure ? err.code : 'failed';
    if (!(err instanceof IikoFailure))
      this.log.event('error', 'a till system was not reconciled', { networkId, connectionId: id, err });
    const next = { reason: code, afterSeconds: sql.RECONCILIATIONS.retryAfter(due) };
    await this.database.inNetwork(networkId, (tx) => sql.RECONCILIATIONS.postpone(tx, networkId, [id], next));
    await this.connections.noteFailure(connection, code);
  }
}
