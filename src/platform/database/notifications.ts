import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { settings } from '../settings/settings';

export interface NotificationListener {
  /** The payload of one NOTIFY; must not throw and must not wait. */
  readonly onMessage: (payload: string) => void;
  /** Called when messages may have been missed: the listener must drop all cached data that depends on them. */
  readonly onGap: () => void;
}

/** Gets or loses a lock that one process at a time holds on the database. */
export interface ClaimListener {
  readonly onTaken: () => void;
  readonly onLost: () => void;
}

/** The channel that says that a network's rows were replaced, by an archive or from another cell, so cached data of the network is stale. */
export const NETWORK_CAME = 'network_came';

const HEARTBEAT_MS = 2_000;
/** The server ends a session that was silent for so long, and another process gets the session's lock. */
const SILENT_MS = 12_000;
const RECONNECT_MS = 500;

/**
 * LISTEN on a connection of its own, directly to the server, because a transaction pooler loses it (ledger.md, rule 18). Messages are hints for
 * caches: while `connected` is false, caches must ask the database.
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

  /** Listens to a channel from now on; listens again by itself after a lost connection. */
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

  /** Calls back when a network's rows were replaced, by an archive or from another cell. After lost messages it calls back too. */
  onNetworkCame(listener: () => void): void {
    this.ofComing.push(listener);
  }

  /**
   * Tries with each heartbeat to take the lock of this name, until it succeeds, and again after the lock was lost. The lock belongs to the
   * connection: another process gets it at once when this process is killed, and after `SILENT_MS` when it hangs.
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
      // The pools report the outage to callers; this code only tries again.
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
