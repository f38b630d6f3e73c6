import type { OnApplicationShutdown } from '@nestjs/common';
import { Injectable } from '../injectable';
import pg from 'pg';
import { settings } from '../settings/settings';

export interface NotificationListener {
  /** The payload of one NOTIFY; must not throw and must not wait. */
  readonly onMessage: (payload: string) => void;
  /** Called when messages may have been missed: forget all data that rests on them. */
  readonly onGap: () => void;
}

/** A lock of all processes on one database, which one of them has at a time. */
export interface ClaimListener {
  readonly onTaken: () => void;
  readonly onLost: () => void;
}

/** The rows of a network came from an archive or another cell, so cached data of it is not what the database has. */
export const NETWORK_CAME = 'network_came';

const HEARTBEAT_MS = 2_000;
/** The server ends the session of a process that was not heard of for so long, and another gets its claim. */
const SILENT_MS = 12_000;
const RECONNECT_MS = 500;

/**
 * LISTEN on a connection of its own, direct to the server because a transaction pooler forgets it (ledger.md, rule 18).
 * Messages are hints for caches: while `connected` is false, caches have to ask the database.
 */
@Injectable()
export class Notifications implements OnApplicationShutdown {
  protected readonly address: string = settings.databaseDirectUrl;
  private readonly listeners = new Map<string, NotificationListener[]>();
  private readonly ofComing: (() => void)[] = [];
  private claim: { readonly name: string; readonly listener: ClaimListener; isTaken: boolean } | undefined;
  private client: pg.Client | undefined;
  private connecting: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /** Whether messages arrive now, as of the last heartbeat. */
  get connected(): boolean {
    return this.client !== undefined;
  }

  /** Listens to a channel from now on, also after the connection was lost and made again. */
  async listen(channel: string, listener: NotificationListener): Promise<void> {
    const known = this.listeners.get(channel);
    if (known !== undefined) {
      known.push(listener);
      return;
    }
    this.listeners.set(channel, [listener]);
    if (this.client === undefined) await this.connect();
    else await this.client.query(listenTo(channel)).catch(() => this.lose());
  }

  /** Calls back when the rows of a network came from an archive or another cell; all listeners hear of a gap then. */
  onNetworkCame(listener: () => void): void {
    this.ofComing.push(listener);
  }

  /**
   * Asks with each heartbeat for a lock that belongs to the connection, until it has it, and again after it was lost. The
   * connection's end gives it to another process: at once when this one is killed, after the silence when it hangs.
   */
  async claimAlone(name: string, listener: ClaimListener): Promise<void> {
    this.claim = { name, listener, isTaken: false };
    if (this.client === undefined) await this.connect();
    else await this.tryClaim(this.client).catch(() => this.lose());
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.connecting;
    const client = this.client;
    this.client = undefined;
    this.loseClaim();
    await client?.end();
  }

  private connect(): Promise<void> {
    this.connecting ??= this.tryConnect().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async tryConnect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.address,
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
    });
    const lose = (): void => {
      if (this.client === client) this.lose();
    };
    client.on('error', lose);
    client.on('end', lose);
    client.on('notification', (message) => {
      if (message.channel === NETWORK_CAME) {
        this.tellGap();
        for (const listener of this.ofComing) listener();
      }
      for (const listener of this.listeners.get(message.channel) ?? []) listener.onMessage(message.payload ?? '');
    });
    try {
      await client.connect();
      await client.query(listenTo(NETWORK_CAME));
      // Iteration over a map includes keys that are added meanwhile.
      for (const channel of this.listeners.keys()) await client.query(listenTo(channel));
      this.client = client;
      this.tellGap();
      await this.tryClaim(client);
      this.schedule(() => this.beat(client), HEARTBEAT_MS);
    } catch {
      // The pools report to callers that the database is away; here we only try again.
      await client.end().catch(() => undefined);
      this.schedule(() => void this.connect(), RECONNECT_MS);
    }
  }

  /** A heartbeat, because a connection whose peer has vanished looks alive until it is used. */
  private beat(client: pg.Client): void {
    const isOpen = this.claim?.isTaken === false;
    (isOpen ? this.tryClaim(client) : client.query('SELECT 1')).then(
      () => {
        if (this.client === client) this.schedule(() => this.beat(client), HEARTBEAT_MS);
      },
      () => {
        if (this.client === client) this.lose();
      },
    );
  }

  private async tryClaim(client: pg.Client): Promise<void> {
    const { claim } = this;
    if (claim === undefined || claim.isTaken) return;
    const { rows } = await client.query<{ taken: boolean }>(
      `SELECT set_config('idle_session_timeout', $2, false), pg_try_advisory_lock(hashtextextended($1, 0)) AS taken`,
      [claim.name, String(SILENT_MS)],
    );
    if (rows[0]?.taken !== true || this.client !== client) return;
    claim.isTaken = true;
    claim.listener.onTaken();
  }

  private loseClaim(): void {
    const { claim } = this;
    if (claim?.isTaken !== true) return;
    claim.isTaken = false;
    claim.listener.onLost();
  }

  private lose(): void {
    const client = this.client;
    this.client = undefined;
    this.loseClaim();
    if (client === undefined || this.stopped) return;
    this.tellGap();
    client.end().catch(() => undefined);
    this.schedule(() => void this.connect(), RECONNECT_MS);
  }

  private tellGap(): void {
    for (const listeners of this.listeners.values()) for (const listener of listeners) listener.onGap();
  }

  private schedule(next: () => void, afterMs: number): void {
    clearTimeout(this.timer);
    if (this.stopped) return;
    this.timer = setTimeout(next, afterMs);
    this.timer.unref();
  }
}

function listenTo(channel: string): string {
  return `LISTEN ${pg.escapeIdentifier(channel)}`;
}
