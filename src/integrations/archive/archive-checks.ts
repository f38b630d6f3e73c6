import { z } from 'zod';
import type { BulkTransaction } from '../../platform/database/bulk-connection';
import type { CarriedKeys, Pii } from '../../security';
import { type CatalogueTable } from './archive-catalogue.sql';
import type { Manifest, ManifestFile } from './archive-manifest';
import type { ArchivedRow } from './archive-secrets';
import { EMPTIED } from './archive-secrets.rules';
import { rowsOfNetwork } from './archive-tables.rules';
import { archivedTables } from './table-files';

/** A foreign key from one table to another. */
interface ForeignKey {
  readonly child: string;
  readonly columns: readonly string[];
  readonly parent: string;
  readonly parentColumns: readonly string[];
}

/** Accounts of guests in the file (`there`), each with the account of the same phone in this installation (`here`). Lives for the transaction. */
export const ACCOUNTS_READ = 'accounts_read';

const key = z.string().regex(/^[0-9a-f]{64}$/);
const carriedKeysSchema = z.strictObject({
  coupon_digest: z.record(z.string(), key),
  coupon_code: z.record(z.uuid(), key),
}) satisfies z.ZodType<CarriedKeys>;

/** A table of the archive with the name of its file, by the catalogue of this installation. */
interface ExpectedFile {
  readonly file: ManifestFile;
  readonly table: CatalogueTable;
}

/**
 * Requirements of the reader besides the signature of an archive, because its sender may be anybody: tables and columns of this installation's
 * catalogue, rows of the archive's network alone, and nothing by which anybody could sign in.
 */
export class ArchiveChecks {
  readonly tables: readonly CatalogueTable[];

  constructor(
    catalogue: readonly CatalogueTable[],
    private readonly is: {
      /** Whether the archive comes from another cell of this installation. */
      readonly within: boolean;
      /** Whether accounts and keys of the archive stay usable, and webhooks and bots stay on. */
      readonly withAccess: boolean;
      /** When the archive is read, as an ISO date. */
      readonly now: string;
    },
  ) {
    this.tables = archivedTables(catalogue, is.within);
  }

  /** The files with their tables, in the order in which they are written. @throws Error a sentence where the list names anything else */
  requireTables({ files, since }: Manifest): readonly ExpectedFile[] {
    const listed = this.requireFiles(files, 'tables');
    if (since === undefined && listed.length < this.tables.length)
      throw new Error('The archive lacks tables: take another copy, or have it made again.');
    const keys = this.requireFiles(since?.keys ?? [], 'keys');
    for (const { table } of keys)
      if (!table.shrinks) throw new Error(`Rows of the table ${table.table} are not deleted, so a part has no keys.`);
    for (const name of Object.keys(since?.counts ?? {})) this.tableOf(name);
    return listed;
  }

  /** The files of the keys, as `requireTables` has checked them. */
  keysOf({ since }: Manifest): ReadonlyMap<string, ManifestFile> {
    return new Map((since?.keys ?? []).map((file) => [file.table, file]));
  }

  /** SQL condition over the alias `t` that selects the network's rows of a table. @param network an SQL literal or a parameter */
  ownRows(table: string, network: string): string {
    const own = rowsOfNetwork(table, network);
    if (table !== 'guests') return own;
    return `${own} AND (t.account_id IS NULL OR EXISTS (SELECT FROM ${ACCOUNTS_READ} m WHERE m.there = t.account_id))`;
  }

  /** Compares the rows that were written with those that the file should have. */
  requireAllWritten({ name, rows }: ManifestFile, written: number): void {
    if (written !== rows)
      throw new Error(
        `${name}: ${String(rows - written)} of ${String(rows)} rows are of another network, name an account that is not in the file, or stand there twice.`,
      );
  }

  /** Whether `cleaned` changes rows of the table. */
  cleans(table: string): boolean {
    return !this.is.within && (table in EMPTIED || (!this.is.withAccess && table in WAYS_IN));
  }

  /** A row without what only this installation can know or decide, and without ways in. */
  cleaned(table: string, row: ArchivedRow): ArchivedRow {
    if (!this.cleans(table)) return row;
    const { now } = this.is;
    return {
      ...row,
      ...EMPTIED[table],
      ...(this.is.withAccess ? {} : WAYS_IN[table]?.(row, now)),
    };
  }

  /** Refuses rows that refer to people or sessions of another network. */
  async requireOwnParents(tx: BulkTransaction, networkId: string): Promise<void> {
    const names = new Set(this.tables.map(({ table }) => table));
    for (const { child, parent, columns, parentColumns } of await listKeysBesideNetwork(tx)) {
      if (!names.has(child) || !names.has(parent)) continue;
      const same = columns.map((column, n) => `t."${parentColumns[n] ?? ''}" = c."${column}"`).join(' AND ');
      const [strange] = await tx.query(
        `SELECT FROM (SELECT * FROM ${child} t WHERE ${rowsOfNetwork(child, '$1')}) c
          WHERE ${columns.map((column) => `c."${column}" IS NOT NULL`).join(' AND ')}
            AND NOT EXISTS (SELECT FROM ${parent} t WHERE ${same} AND ${rowsOfNetwork(parent, '$1')}) LIMIT 1`,
        [networkId],
      );
      if (strange !== undefined) throw new Error(`A row of ${child} refers to a row of ${parent} of another network.`);
    }
  }

  /** Refuses keys of coupon codes that would take the place of another network's: each server holds all of them by id. */
  async requireOwnCouponKeys(tx: BulkTransaction, pii: Pii, networkId: string): Promise<void> {
    const [row] = await tx.query<{ blob: Buffer | null }>(
      'SELECT carried_keys_encrypted AS blob FROM networks WHERE id = $1',
      [networkId],
    );
    if (row === undefined) throw new Error('The archive does not have its network.');
    if (row.blob === null) return;
    const keys = carriedKeysSchema.safeParse(jsonOf(pii.decrypt(networkId, 'secret', row.blob))).data;
    const isOwn = keys !== undefined && Object.keys(keys.coupon_digest).join() === networkId;
    const strange = await tx.query(
      'SELECT FROM coupon_batches WHERE id = ANY ($2::uuid[]) AND network_id <> $1 LIMIT 1',
      [networkId, Object.keys(keys?.coupon_code ?? {})],
    );
    if (!isOwn || strange.length > 0)
      throw new Error("The archive's keys of coupon codes are not those of its network.");
  }

  private requireFiles(files: readonly ManifestFile[], folder: 'tables' | 'keys'): ExpectedFile[] {
    const byTable = new Map(files.map((file) => [file.table, file]));
    if (byTable.size < files.length) throw new Error('The archive has a table twice.');
    for (const { table: name, columns, name: fileName } of files) {
      const table = this.tableOf(name);
      const expected =
        folder === 'tables' ? table.columns : table.columns.filter((one) => table.key.includes(one.name));
      if (JSON.stringify(columns) !== JSON.stringify(expected) || fileName !== `${folder}/${name}.jsonl`)
        throw new Error(`The table ${name} has other columns here than in the archive.`);
    }
    return this.tables.flatMap((table) => {
      const file = byTable.get(table.table);
      return file === undefined ? [] : [{ file, table }];
    });
  }

  private tableOf(name: string): CatalogueTable {
    const table = this.tables.find((one) => one.table === name);
    if (table === undefined) throw new Error(`An archive has no table ${name}.`);
    return table;
  }
}

/** Members of archived rows that disable an account, a key, a webhook and a bot, written as this installation writes them. */
const WAYS_IN: Readonly<Record<string, (row: ArchivedRow, now: string) => ArchivedRow>> = {
  users: (user, now) => ({ password_hash: null, disabled_at: user['disabled_at'] ?? now }),
  api_keys: (apiKey, now) => ({ revoked_at: apiKey['revoked_at'] ?? now, secret_for: null }),
  identity_providers: () => ({ enabled: false, only_provider: false, proven_domains: [] }),
  till_connections: () => ({ enabled: false }),
  network_bots: (bot, now) => ({ token_encrypted: null, disconnected_at: bot['disconnected_at'] ?? now }),
  webhooks: (webhook, now) => ({
    disabled_reason: webhook['disabled_reason'] ?? 'MANUAL',
    disabled_at: webhook['disabled_at'] ?? now,
  }),
};

/** Undefined where the text is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Foreign keys that do not name the network, so that they could reach into another one. */
function listKeysBesideNetwork(tx: BulkTransaction): Promise<ForeignKey[]> {
  const columnsOf = (table: string, numbers: string): string =>
    `(SELECT json_agg(a.attname ORDER BY array_position(${numbers}, a.attnum)) FROM pg_attribute a
       WHERE a.attrelid = ${table} AND a.attnum = ANY (${numbers}))`;
  return tx.query(
    `SELECT c.relname AS child, p.relname AS parent, ${columnsOf('k.conrelid', 'k.conkey')} AS columns,
       ${columnsOf('k.confrelid', 'k.confkey')} AS "parentColumns"
     FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
     WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace AND NOT c.relispartition AND p.relname <> 'networks'
       AND NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (k.conkey) AND a.attname = 'network_id')
     ORDER BY 1, 2`,
  );
}
