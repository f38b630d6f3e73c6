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
  /** In how many milliseconds, after `readAt`, a job has its next work; `hour`: when the next hour of the network's clock begins. */
  readonly next: Readonly<Record<string, number>>;
  /** When the process read this, by `performance.now()`. */
  readonly readAt: number;
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
  text: 'SELECT id, reached, rules, due, next FROM network_signs($1)',
};
const NETWORKS_A_STATEMENT = 50;
const SIGNS_FRESH_MS = 2_000;
/** However many networks there are, asking takes no larger part of the time. */
const MOST_OF_THE_TIME = 0.05;

interface Known<T> {
  readonly value: T;
  readonly until: number;
}

const made = new WeakMap<Database, NetworkSigns>();

/** The signs of all open networks, read once for all jobs of a process. */
export class NetworkSigns {
  private networkIds: Known<readonly string[]> | undefined;
  private signs: Known<readonly NetworkSign[]> | undefined;
  private reading: Promise<readonly NetworkSign[]> | undefined;

  static of(database: Database): NetworkSigns {
    const known = made.get(database) ?? new NetworkSigns(database);
    made.set(database, known);
    return known;
  }

  private constructor(private readonly database: Database) {}

  /** In the order of ids, and at most some seconds old. */
  async list(): Promise<readonly NetworkSign[]> {
    if (this.signs !== undefined && performance.now() < this.signs.until) return this.signs.value;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async read(): Promise<readonly NetworkSign[]> {
    const ids = await this.listOpen();
    const began = performance.now();
    const value: NetworkSign[] = [];
    for (let from = 0; from < ids.length; from += NETWORKS_A_STATEMENT) {
      const some = ids.slice(from, from + NETWORKS_A_STATEMENT);
      const rows = await this.database.callInNetwork<Omit<NetworkSign, 'readAt'>>(SIGNS, [some]);
      const readAt = performance.now();
      value.push(...rows.map((row) => ({ ...row, readAt })));
    }
    const now = performance.now();
    this.signs = { value, until: now + Math.max(SIGNS_FRESH_MS, (now - began) / MOST_OF_THE_TIME) };
    return value;
  }

  private async listOpen(): Promise<readonly string[]> {
    if (this.networkIds === undefined || performance.now() >= this.networkIds.until) {
      const rows = await this.database.callAsPlatform<{ id: string }>(OPEN_NETWORKS, [MAX_NETWORKS]);
      this.networkIds = { value: rows.map(({ id }) => id), until: performance.now() + LIST_FRESH_MS };
    }
    return this.networkIds.value;
  }
}
