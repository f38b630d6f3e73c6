import type { Tx } from '../../../platform/database/database';
import { Logger } from '../../../platform/telemetry/logger';
import { Job, NetworkJob, type PieceOptions, type PieceOutcome, rowsOf } from '../../../transactions';
import type { Connection } from '../../connections/connection';
import { Connections, isOfKind } from '../../connections/connections';
import { IikoFailure } from '../wire/iiko-client';
import * as sql from './mirrors.sql';
import { MirrorFailure, type MirrorOptions, PushGuest } from './push-guest';

const EVENTS_A_PIECE = 1_000;
const GUESTS_SEEDED_A_PIECE = 1_000;
const GUESTS_A_PIECE = 10;
const GUESTS_AT_ONCE = 5;
/** Points may be moved only so long after the lease began, so that no call outlives the lease. */
const MOVE_WITHIN_MS = (sql.LEASE_SECONDS * 1_000) / 2;

/**
 * Follows the event log and brings iikoCard's wallets to the guests' current points, one movement at a time for each guest. A movement
 * covers all changes of its guest that wait.
 */
@Job('mirror', { everyMs: 5_000, signs: ['due'], isLong: true, failure: 'wallets of iikoCard were not told' })
export class MirrorJob extends NetworkJob {
  constructor(
    private readonly connections: Connections,
    private readonly pushing: PushGuest,
    private readonly log: Logger,
  ) {
    super();
  }

  override async doNext(networkId: string, options: PieceOptions = {}): Promise<PieceOutcome> {
    const guests = rowsOf(GUESTS_A_PIECE, options);
    let outcome: PieceOutcome = 'idle';
    for (const id of await sql.listMirrors(this.database.readsOf(networkId), networkId)) {
      const connection = await this.connections.findById(networkId, id);
      if (connection === undefined || !isOfKind(connection, 'IIKO')) continue;
      const { mirror } = connection.options;
      if (mirror == null) continue;
      const hasMore = await this.database.inNetwork(networkId, (tx) => this.follow(tx, connection, mirror, options));
      const claimed = await this.database.inNetwork(networkId, (tx) => sql.GUESTS.claim(tx, networkId, guests, id));
      await this.tellEach(connection, mirror, claimed);
      if (hasMore || claimed.length > 0) outcome = 'more';
    }
    return outcome;
  }

  /** Follows the next events; returns whether more remain. */
  private async follow(
    tx: Tx,
    { networkId, id }: Connection,
    { organizationId, programId }: MirrorOptions,
    options: PieceOptions,
  ): Promise<boolean> {
    const program = `${organizationId} ${programId}`;
    const place = await sql.lockMirror(tx, networkId, id, program);
    if (place === undefined) return false;
    if (place.program !== program) await sql.startOver(tx, networkId, id, program);
    const { isSeeded, afterGuest } = place;
    const [seeded, events] = [rowsOf(GUESTS_SEEDED_A_PIECE, options), rowsOf(EVENTS_A_PIECE, options)];
    const last = isSeeded ? null : await sql.seedGuests(tx, networkId, id, afterGuest, seeded);
    return (await sql.followEvents(tx, networkId, id, events)) === events || last !== null;
  }

  private async tellEach(
    connection: Connection<'IIKO'>,
    mirror: MirrorOptions,
    guests: readonly sql.MirroredGuest[],
  ): Promise<void> {
    const startedAt = performance.now();
    const mayMove = (): boolean => performance.now() - startedAt < MOVE_WITHIN_MS;
    const left = [...guests];
    const tellNext = async (): Promise<void> => {
      for (let row = left.shift(); row !== undefined; row = left.shift())
        await this.tell(connection, mirror, row, mayMove);
    };
    await Promise.all(Array.from({ length: GUESTS_AT_ONCE }, tellNext));
  }

  private async tell(
    connection: Connection<'IIKO'>,
    mirror: MirrorOptions,
    row: sql.MirroredGuest,
    mayMove: () => boolean,
  ): Promise<void> {
    const { networkId, id } = connection;
    try {
      await this.pushing.push(connection, mirror, row, mayMove);
      await this.database.inNetwork(networkId, (tx) => sql.finishGuest(tx, networkId, id, row, null));
      await this.connections.noteSuccess(connection);
    } catch (err) {
      const code = err instanceof IikoFailure || err instanceof MirrorFailure ? err.code : 'failed';
      if (code === 'failed') this.log.event('error', 'a wallet of iikoCard was not told', { networkId, err });
      // A guest without a phone is tried again when the guest changes.
      if (code === 'no_phone')
        return this.database.inNetwork(networkId, (tx) => sql.finishGuest(tx, networkId, id, row, code));
      const next = { reason: code, afterSeconds: sql.GUESTS.retryAfter(row) };
      await this.database.inNetwork(networkId, (tx) => sql.GUESTS.postpone(tx, networkId, [id, row.guestId], next));
      await this.connections.noteFailure(connection, code);
    }
  }
}
