import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { Database, type Tx } from '../../platform/database/database';
import { Homes } from '../../platform/homes/homes';
import { Notifications } from '../../platform/database/notifications';
import { ACCESS_TOKEN_SECONDS } from './access-token';

const CHANNEL = 'session_revoked';

/** A little longer than a token lives, because clocks differ. */
const REMEMBERED_SECONDS = ACCESS_TOKEN_SECONDS + 60;

/**
 * The ended sessions whose access tokens are still valid, in the memory of each process: loaded from the database, then
 * updated by notifications. While this list is incomplete (before the first load, and while the listening connection is
 * down) each request asks the database, so that an ended session is refused everywhere at once.
 */
@Injectable()
export class RevokedSessions {
  private readonly untilMs = new Map<string, number>();
  private complete = false;
  private loading: Promise<void> | undefined;
  private listening: Promise<void> | undefined;
  private generation = 0;

  constructor(
    private readonly database: Database,
    private readonly notifications: Notifications,
    private readonly homes: Homes,
    private readonly clock: Clock,
  ) {}

  /** Whether the session was ended. Answers at once when the memory is complete, which is nearly always. */
  has(sessionId: string): boolean | Promise<boolean> {
    if (this.untilMs.has(sessionId)) return true;
    if (this.complete && this.notifications.connected) return false;
    this.fill();
    return this.database.asPlatform((tx) => isRevoked(tx, sessionId));
  }

  /** Whether this process knows that the session was ended; it asks nobody. */
  knows(sessionId: string): boolean {
    return this.untilMs.has(sessionId);
  }

  /** Notifies every process with the commit of `tx`. */
  async announce(tx: Tx, sessionIds: readonly string[]): Promise<void> {
    for (const id of sessionIds) await tx.query`SELECT pg_notify(${CHANNEL}, ${id})`;
  }

  /** Remembers the sessions in this process at once, before its own notification arrives. */
  remember(sessionIds: readonly string[]): void {
    const nowMs = this.clock.now().getTime();
    for (const [id, until] of this.untilMs) {
      // A map keeps the order of insertion, so the oldest stand first.
      if (until > nowMs) break;
      this.untilMs.delete(id);
    }
    for (const id of sessionIds) this.untilMs.set(id, nowMs + REMEMBERED_SECONDS * 1_000);
  }

  private fill(): void {
    if (this.listening === undefined) this.homes.listenToOwners(CHANNEL, (sessionId) => this.remember([sessionId]));
    this.listening ??= this.notifications.listen(CHANNEL, {
      onMessage: (sessionId) => this.remember([sessionId]),
      onGap: () => {
        this.complete = false;
        this.generation += 1;
      },
    });
    this.loading ??= this.load().finally(() => {
      this.loading = undefined;
    });
    // The caller gets the answer from the database; the next call tries a failed load again.
    this.loading.catch(() => undefined);
  }

  private async load(): Promise<void> {
    await this.listening;
    if (!this.notifications.connected) return;
    const generation = this.generation;
    this.remember(await this.database.asPlatform((tx) => listLatelyRevoked(tx, REMEMBERED_SECONDS)));
    // A gap in the meantime: messages may have been lost after the read.
    this.complete = generation === this.generation;
  }
}

/** Sessions that ended so recently that their access tokens may still be valid. */
async function listLatelyRevoked(tx: Tx, withinSeconds: number): Promise<string[]> {
  const rows = await tx.query<{ id: string }>`
    SELECT id FROM sessions WHERE revoked_at > clock_timestamp() - make_interval(secs => ${withinSeconds})`;
  return rows.map((row) => row.id);
}

async function isRevoked(tx: Tx, sessionId: string): Promise<boolean> {
  const row = await tx.maybe<{ revoked: boolean }>`
    SELECT revoked_at IS NOT NULL AS revoked FROM sessions WHERE id = ${sessionId}`;
  return row?.revoked ?? true;
}
