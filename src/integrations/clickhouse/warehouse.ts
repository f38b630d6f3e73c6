import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FACTS, type FactName } from '../facts/facts.rules';
import type { FactRow } from '../facts/facts.sql';
import { ClickHouse } from './click-house';
import { WarehouseMetrics } from './warehouse-metrics';
import { deletionOf, schemaOf, tableOf } from './warehouse-tables.rules';

/** The most rows of a request. A request also has a limit of characters, unless one row alone is longer. */
const MOST_ROWS = 10_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

export interface FactRows {
  readonly name: FactName;
  readonly rows: readonly FactRow[];
}

/** The tables of facts in ClickHouse. Writing a row again is harmless, because rows fold by key and version. */
@Injectable()
export class Warehouse {
  private made: Promise<void> | undefined;

  constructor(
    private readonly clickHouse: ClickHouse,
    private readonly metrics: WarehouseMetrics,
  ) {}

  get isConfigured(): boolean {
    return this.clickHouse.isConfigured;
  }

  ping(): Promise<void> {
    return this.clickHouse.ping();
  }

  /** Makes the database and tables that are missing, once a process. */
  makeTables(): Promise<void> {
    this.made ??= this.make().catch((error: unknown) => {
      this.made = undefined;
      throw error;
    });
    return this.made;
  }

  /**
   * Resolves when all rows are in their tables, which are written in parallel; after a rejection some rows may be there.
   * @param run distinguishes the blocks of this run from equal blocks of another, which a table that remembers blocks would drop
   */
  async write(networkId: string, facts: readonly FactRows[], run = ''): Promise<void> {
    const some = facts.filter(({ rows }) => rows.length > 0);
    if (some.length === 0) return;
    await this.makeTables();
    const written = await Promise.allSettled(some.map((each) => this.writeOne(networkId, each, run)));
    const failed = written.find((each) => each.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }

  /** Deletes the rows of a network. */
  async forget(networkId: string): Promise<void> {
    await this.makeTables();
    for (const statement of deletionOf(this.clickHouse.database, networkId)) await this.clickHouse.run(statement);
  }

  private async make(): Promise<void> {
    for (const statement of schemaOf(this.clickHouse.database)) await this.clickHouse.run(statement);
  }

  private async writeOne(networkId: string, { name, rows }: FactRows, run: string): Promise<void> {
    const table = tableOf(this.clickHouse.database, FACTS[name]);
    for (const lines of blocksOf(rows.map((row) => JSON.stringify({ networkId, ...row })))) {
      const token = createHash('sha256').update(run).update(lines.join('\n')).digest('hex');
      await this.clickHouse.insert(table, lines, token);
      this.metrics.rows.inc({ fact: name }, lines.length);
    }
  }
}

function blocksOf(lines: readonly string[]): string[][] {
  const blocks: string[][] = [];
  let characters = 0;
  for (const line of lines) {
    const block = blocks.at(-1);
    if (block === undefined || block.length === MOST_ROWS || characters + line.length > MOST_CHARACTERS) {
      blocks.push([line]);
      characters = line.length;
    } else {
      block.push(line);
      characters += line.length;
    }
  }
  return blocks;
}
