import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ENCRYPTED_COLUMNS, type EncryptedColumn } from './encrypted-columns.rules';
import { Pii } from './pii';

const CHUNK = 500;
const NETWORKS_MAX = 100_000;

interface EncryptedRow {
  readonly key: string;
  readonly networkId: string | null;
  readonly blob: Buffer;
}

export interface Rotation {
  readonly read: number;
  readonly rewritten: number;
}

/** The progress on a part of a column; `last` is the key after which to continue, null at the end. */
interface Chunk extends Rotation {
  readonly last: string | null;
}

/** Encrypts all values under older keys again, with the newest of PII_KEYS. It can be stopped and started again. */
@Injectable()
export class PiiRotation {
  constructor(
    private readonly database: Database,
    private readonly pii: Pii,
  ) {}

  /** Processes all encrypted columns of personal data; afterwards the older keys may leave the key ring (see `NOT_ROTATED`). */
  async rotate(onProgress: (column: string, rotation: Rotation) => void): Promise<void> {
    const networks = await this.database.asPlatform(
      (tx) => tx.query<{ id: string }>`SELECT id FROM networks ORDER BY id LIMIT ${NETWORKS_MAX}`,
    );
    for (const column of ENCRYPTED_COLUMNS) {
      let [read, rewritten] = [0, 0];
      for (const places of column.of === 'platform' ? [null] : networks.map(({ id }) => id)) {
        const part = await this.rotateColumn(column, places);
        read += part.read;
        rewritten += part.rewritten;
      }
      onProgress(`${column.table}.${column.column}`, { read, rewritten });
    }
  }

  private async rotateColumn(column: EncryptedColumn, networkId: string | null): Promise<Rotation> {
    let [read, rewritten] = [0, 0];
    let after: string | null = null;
    do {
      const chunk: Chunk = await this.rotateChunk(column, networkId, after);
      read += chunk.read;
      rewritten += chunk.rewritten;
      after = chunk.last;
    } while (after !== null);
    return { read, rewritten };
  }

  private rotateChunk(column: EncryptedColumn, networkId: string | null, after: string | null): Promise<Chunk> {
    const work = (tx: Tx): Promise<Chunk> => this.rewrite(tx, column, after);
    return networkId === null ? this.database.asPlatform(work) : this.database.inNetwork(networkId, work);
  }

  private async rewrite(tx: Tx, column: EncryptedColumn, after: string | null): Promise<Chunk> {
    const rows = await lockEncrypted(tx, column, after);
    const stale = rows.filter((row) => this.pii.isStale(row.blob));
    for (const row of stale) {
      const text = this.pii.decrypt(row.networkId, column.kind, row.blob);
      await updateEncrypted(tx, column, row.key, this.pii.encrypt(row.networkId, column.kind, text));
    }
    const last = rows.length < CHUNK ? null : (rows.at(-1)?.key ?? null);
    return { read: rows.length, rewritten: stale.length, last };
  }
}

// Names of tables and columns come only from the list above, never from outside.

function lockEncrypted(
  tx: Tx,
  { table, column, key, networkColumn }: EncryptedColumn,
  after: string | null,
): Promise<EncryptedRow[]> {
  return tx.query<EncryptedRow>(
    `SELECT ${key} AS key, ${networkColumn ?? 'NULL'} AS "networkId", ${column} AS blob FROM ${table}
     WHERE ($1::uuid IS NULL OR ${key} > $1) AND ${column} IS NOT NULL ORDER BY ${key} LIMIT ${String(CHUNK)} FOR UPDATE`,
    [after],
  );
}

async function updateEncrypted(
  tx: Tx,
  { table, column, key }: EncryptedColumn,
  id: string,
  blob: Buffer,
): Promise<void> {
  await tx.query(`UPDATE ${table} SET ${column} = $2 WHERE ${key} = $1`, [id, blob]);
}
