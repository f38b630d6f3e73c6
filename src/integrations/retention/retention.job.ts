import { deleteEndedVerifications } from '../../identity';
import { Clock } from '../../platform/clock/clock';
import type { Tx } from '../../platform/database/database';
import { deleteAged, type DeletedRows } from '../../platform/outbox/pieces.sql';
import { noteGone } from '../../platform/retention/retention-report.sql';
import type { RetentionKind } from '../../platform/settings/retention.rules';
import { settings } from '../../platform/settings/settings';
import { MessageRetention, Sessions } from '../../security';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../transactions';

const DELETED_A_PIECE = 500;

type Take = (tx: Tx, networkId: string, limit: number) => Promise<DeletedRows>;

/**
 * Deletes data past its time. Each transaction deletes a piece of every kind and adds it to the report. The event log and guest files have jobs of
 * their own, because they are deleted in steps.
 */
@Job('retention', { everyMs: 60_000, idleUpToMs: 1_800_000, failure: 'data past its time was not taken away' })
export class RetentionJob extends NetworkJob {
  private readonly kinds: readonly (readonly [RetentionKind, Take])[] = [
    ['CODES', (tx, networkId, limit) => deleteEndedVerifications(tx, networkId, settings.retentionDays.CODES, limit)],
    ['CODES', (tx, networkId, limit) => this.messages.deleteEnded(tx, networkId, limit)],
    ['MESSAGES', (tx, networkId, limit) => this.messages.empty(tx, networkId, limit)],
    ['TILL_EVENTS', this.aged('TILL_EVENTS', { table: 'inbox_events', but: "status = 'WAITING'" })],
    ['DEAD_LETTERS', this.aged('DEAD_LETTERS', { table: 'dead_letters' })],
    ['WEBHOOK_DELIVERIES', this.aged('WEBHOOK_DELIVERIES', { table: 'webhook_deliveries', but: "status = 'WAITING'" })],
  ];

  constructor(
    private readonly clock: Clock,
    private readonly messages: MessageRetention,
    private readonly sessions: Sessions,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const limit = rowsOf(DELETED_A_PIECE, options);
    const rows = await this.database.inNetwork(networkId, (tx) => this.take(tx, networkId, limit));
    if (rows === limit) return 'more';
    // Sessions belong to the platform, so the run of any network deletes old sessions of all.
    return (await this.sessions.deleteOld(limit)) === limit ? 'more' : 'idle';
  }

  private async take(tx: Tx, networkId: string, limit: number): Promise<number> {
    let rows = 0;
    const taken: [RetentionKind, DeletedRows][] = [];
    for (const [kind, take] of this.kinds) {
      if (rows === limit) break;
      const gone = await take(tx, networkId, limit - rows);
      rows += gone.rows;
      taken.push([kind, gone]);
    }
    // The report's rows are shared by all networks, so they are locked last and in a fixed order.
    for (const [kind, gone] of taken) await noteGone(tx, kind, gone);
    return rows;
  }

  private aged(kind: RetentionKind, what: { table: string; but?: string }): Take {
    return (tx, networkId, limit) =>
      deleteAged(tx, networkId, { ...what, days: settings.retentionDays[kind], now: this.clock.now(), limit });
  }
}
