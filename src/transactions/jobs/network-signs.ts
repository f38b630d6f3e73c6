import type { Database, NamedStatement } from '../../platform/database/database';

/** Signs that jobs have work in a network. */
export interface NetworkSign {
  readonly id: string;
  /** The last event below the watermark; null: none. */
  readonly reached: string | null;
  /** The version of the network's configuration. */
  readonly rules: number;
  /** Names of jobs whose work is due. */
  readonly due: readonly string[];
  /** When a job has its next work, by `performance.now()`; `hour`: when the next hour of the network's clock begins. */
  readonly next: Readonly<Record<string, number>>;
}

const MAX_NETWORKS = 100_000;
const OPEN_NETWORKS: NamedStatement = {
  name: 'open_networks',
  text: 'SELECT id FROM networks WHERE closed_at IS NULL AND moving_since IS NULL ORDER BY id LIMIT $1',
};
/** A network that was opened or closed is noticed within this. */
const LIST_FRESH_MS = 10_000;
const SIGNS: NamedStatement = {
  name: 'network_signs',
  text: 'SELECT id, reached, rules, due FROM network_signs($1)',
};
const MOMENTS: NamedStatement = { name: 'network_moments', text: 'SELECT id, next FROM network_moments($1)' };
const NETWORKS_A_STATEMENT = 50;
const SIGNS_FRESH_MS = 2_000;
/** Work that becomes due before the next reading of moments is not lost: the signs, read more often, report work that is due. */
const MOMENTS_FRESH_MS = 60_000;
/** However many networks there are, asking takes no larger part of the time. */
const MOST_OF_THE_TIME = 0.05;

const made = new WeakMap<Database, NetworkSigns>();

/** The signs of all open networks, read once for all jobs of a process. */
export class NetworkSigns {
  private readonly networkIds = new Fresh(LIST_FRESH_MS, () => this.readOpen());
  private readonly moments = new Fresh(MOMENTS_FRESH_MS, () => this.readMoments());
  private readonly signs = new Fresh(SIGNS_FRESH_MS, () => this.readSigns());

  static of(database: Database): NetworkSigns {
    const known = made.get(database) ?? new NetworkSigns(database);
    made.set(database, known);
    return known;
  }

  private constructor(private readonly database: Database) {}

  /** In the order of ids, and at most some seconds old. */
  list(): Promise<readonly NetworkSign[]> {
    return this.signs.get();
  }

  private async readSigns(): Promise<readonly NetworkSign[]> {
    const moments = await this.moments.get();
    const signs = await this.ask<Omit<NetworkSign, 'next'>>(SIGNS);
    return signs.map((sign) => ({ ...sign, next: moments.get(sign.id) ?? {} }));
  }

  private async readMoments(): Promise<ReadonlyMap<string, NetworkSign['next']>> {
    const rows = await this.ask<Pick<NetworkSign, 'id' | 'next'>>(MOMENTS);
    const now = performance.now();
    return new Map(
      rows.map(({ id, next }) => [
        id,
        Object.fromEntries(Object.entries(next).map(([job, inMs]) => [job, now + inMs])),
      ]),
    );
  }

  private async readOpen(): Promise<readonly string[]> {
    const rows = await this.database.callAsPlatform<{ id: string }>(OPEN_NETWORKS, [MAX_NETWORKS]);
    return rows.map(({ id }) => id);
  }

  private async ask<Row extends object>(statement: NamedStatement): Promise<Row[]> {
    const ids = await this.networkIds.get();
    const rows: Row[] = [];
    for (let from = 0; from < ids.length; from += NETWORKS_A_STATEMENT)
      rows.push(...(await this.database.callInNetwork<Row>(statement, [ids.slice(from, from + NETWORKS_A_STATEMENT)])));
    return rows;
  }
}

/** A cached value. A call reads it again once it is older than `freshMs`; calls during a reading share its result. */
class Fresh<T> {
  private value: T | undefined;
  private until = -Infinity;
  private reading: Promise<T> | undefined;

  constructor(
    private readonly forMs: number,
    private readonly read: () => Promise<T>,
  ) {}

  get(): Promise<T> {
    if (this.value !== undefined && performance.now() < this.until) return Promise.resolve(this.value);
    this.reading ??= this.readAnew().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readAnew(): Promise<T> {
    const began = performance.now();
    this.value = await this.read();
    const now = performance.now();
    this.until = now + Math.max(this.forMs, (now - began) / MOST_OF_THE_TIME);
    return this.value;
  }
}
