import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DirectoryConnection } from '../database/directory-connection';
import { ProblemError } from '../problems/problem';
import { settings } from '../settings/settings';
import { DirectoryNotifications } from './directory-notifications';

/** A cell: one of several installations among which the networks are spread. */
export interface CellAddress {
  readonly name: string;
  /** Where the servers of other cells call it: `http://loyalty.cell-b:3000`. */
  readonly address: string;
  /** The home cell: its database has the directory, the accounts of owners and the plans. */
  readonly isHome: boolean;
}

/** A network as the directory knows it. */
export interface PlacedNetwork {
  readonly networkId: string;
  readonly code: string;
  readonly cell: string;
  /** Rises with each move. */
  readonly epoch: number;
  /** The cell to which the network is being moved; null: to none. */
  readonly movingTo: string | null;
}

const CHANNEL = 'network_cells';
const TRIES_AGAIN_MS = 1_000;

const COLUMNS = `network_id AS "networkId", code, cell, epoch::int AS epoch, moving_to AS "movingTo"`;

/**
 * The cells and their networks, in the memory of each process: read at its start, then kept current by notifications. While the database of
 * the directory is away, a process uses the state that it read last, so that its cell goes on selling.
 */
@Injectable()
export class Directory implements OnApplicationShutdown {
  private readonly connection =
    settings.cell === undefined ? undefined : new DirectoryConnection(settings.directoryUrl);
  private cells = new Map<string, CellAddress>();
  private networks = new Map<string, PlacedNetwork>();
  private byCode = new Map<string, PlacedNetwork>();
  private loading: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private isKnown = false;

  constructor(private readonly notifications: DirectoryNotifications) {}

  /** The name of this cell; undefined: the installation has no cells. */
  get here(): string | undefined {
    return settings.cell;
  }

  /** Whether this cell's database has the directory; also true in an installation without cells. */
  get isHome(): boolean {
    return settings.cell === undefined || settings.isHomeCell;
  }

  /** Follows the directory and enters this cell in it; tries again while the directory's database is away. */
  async start(): Promise<void> {
    await this.notifications.listen(CHANNEL, { onMessage: () => void this.load(), onGap: () => void this.load() });
    await this.enter();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.loading?.catch(() => undefined);
    await this.connection?.end();
  }

  /** All cells, by name. */
  list(): CellAddress[] {
    return [...this.cells.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** All other cells. */
  others(): CellAddress[] {
    return this.list().filter(({ name }) => name !== this.here);
  }

  find(cell: string): CellAddress | undefined {
    return this.cells.get(cell);
  }

  /** The cell that has the directory. @throws ProblemError `unavailable` until this process has read of it */
  home(): CellAddress {
    const home = this.list().find(({ isHome }) => isHome);
    if (home === undefined) throw new ProblemError('unavailable', {}, [], 1);
    return home;
  }

  /** @param name the id or code of a network */
  placeOf(name: string): PlacedNetwork | undefined {
    return this.networks.get(name.toLowerCase()) ?? this.byCode.get(name);
  }

  /** Whether the directory was read since the start of this process. */
  get wasRead(): boolean {
    return this.isKnown;
  }

  /** How many networks live in each cell. */
  counts(): Map<string, number> {
    const counts = new Map(this.list().map(({ name }) => [name, 0]));
    for (const { cell } of this.networks.values()) counts.set(cell, (counts.get(cell) ?? 0) + 1);
    return counts;
  }

  /** Reserves the code of a new network for this cell, so that no other cell makes a network with it. @returns false: another network has the code */
  async claim(networkId: string, code: string): Promise<boolean> {
    if (this.here === undefined) return true;
    const rows = await this.ask<{ networkId: string }>(
      `WITH made AS (INSERT INTO network_cells (network_id, code, cell) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING network_id)
       SELECT network_id AS "networkId", pg_notify($4, network_id::text) FROM made
       UNION ALL SELECT network_id, NULL FROM network_cells WHERE network_id = $1 AND cell = $3`,
      [networkId, code, this.here, CHANNEL],
    );
    return rows.length > 0;
  }

  /** Enters networks of this cell that the directory lacks. Returns those whose code belongs to another network. */
  async enterNetworks(networks: readonly { readonly id: string; readonly code: string }[]): Promise<string[]> {
    const missing = networks.filter(({ id }) => !this.networks.has(id));
    const taken: string[] = [];
    for (const { id, code } of missing) {
      if (this.byCode.get(code)?.networkId !== id && !(await this.claim(id, code))) taken.push(code);
    }
    return taken;
  }

  /** Removes a network that was not made after all, or was deleted. While the directory is away, a job of the cell does it later. */
  async release(networkId: string): Promise<void> {
    if (this.here === undefined) return;
    await this.ask(
      `WITH gone AS (DELETE FROM network_cells WHERE network_id = $1 AND cell = $2 RETURNING network_id)
       SELECT pg_notify($3, network_id::text) FROM gone`,
      [networkId, this.here, CHANNEL],
    ).catch(() => undefined);
  }

  /** The networks that the directory has in this cell. */
  listHere(): PlacedNetwork[] {
    return [...this.networks.values()].filter(({ cell }) => cell === this.here);
  }

  /**
   * Notes that a network is being moved from this cell; `to` null ends the note.
   * @returns false: the network is not in this cell, or another move of it is under way
   */
  async noteMove(networkId: string, to: string | null): Promise<boolean> {
    const rows = await this.ask(
      `UPDATE network_cells SET moving_to = $3 WHERE network_id = $1 AND cell = $2 AND (moving_to IS NULL OR moving_to = $3 OR $3 IS NULL)
       RETURNING network_id`,
      [networkId, this.here, to],
    );
    return rows.length > 0;
  }

  /** Switches the network to its new cell, in one statement. @returns the new epoch; undefined: no move to this cell is under way */
  async switchTo(networkId: string, to: string): Promise<number | undefined> {
    const rows = await this.ask<{ epoch: number }>(
      `WITH switched AS (
         UPDATE network_cells SET cell = moving_to, moving_to = NULL, epoch = epoch + 1 WHERE network_id = $1 AND moving_to = $2
         RETURNING network_id, epoch)
       SELECT epoch::int AS epoch, pg_notify($3, network_id::text) FROM switched`,
      [networkId, to, CHANNEL],
    );
    return rows[0]?.epoch;
  }

  /** The network by the database of the directory. @throws ProblemError `unavailable` */
  async read(networkId: string): Promise<PlacedNetwork | undefined> {
    const rows = await this.ask<PlacedNetwork>(`SELECT ${COLUMNS} FROM network_cells WHERE network_id = $1`, [
      networkId,
    ]);
    return rows[0];
  }

  /** Reads the directory; calls that arrive during a reading share the next one. */
  async load(): Promise<void> {
    const before = this.loading;
    if (before !== undefined) {
      await before;
      if (this.loading !== undefined) return this.loading;
    }
    this.loading = this.readAll().finally(() => {
      this.loading = undefined;
    });
    return this.loading;
  }

  private async enter(): Promise<void> {
    try {
      await this.ask(
        `WITH entered AS (
           INSERT INTO cells (name, address, is_home) VALUES ($1, $2, $3)
           ON CONFLICT (name) DO UPDATE SET address = excluded.address, is_home = excluded.is_home, started_at = now()
           RETURNING name)
         SELECT pg_notify($4, name) FROM entered`,
        [this.here, settings.cellAddress, this.isHome, CHANNEL],
      );
      await this.load();
    } catch {
      this.again(() => this.enter());
    }
  }

  private async readAll(): Promise<void> {
    try {
      const cells = await this.ask<CellAddress>(`SELECT name, address, is_home AS "isHome" FROM cells`, []);
      const networks = await this.ask<PlacedNetwork>(`SELECT ${COLUMNS} FROM network_cells`, []);
      this.cells = new Map(cells.map((cell) => [cell.name, cell]));
      this.networks = new Map(networks.map((network) => [network.networkId, network]));
      this.byCode = new Map(networks.map((network) => [network.code, network]));
      this.isKnown = true;
    } catch {
      this.again(() => this.load());
    }
  }

  private again(act: () => Promise<void>): void {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void act(), TRIES_AGAIN_MS).unref();
  }

  private ask<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]> {
    if (this.connection === undefined) throw new Error('the installation has no cells');
    return this.connection.ask<Row>(text, values);
  }
}
