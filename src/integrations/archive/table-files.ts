import { type BulkTransaction, pagesOf } from '../../platform/database/bulk-connection';
import { literal } from '../../platform/database/copy-rows';
import type { CarriedKeys, Pii } from '../../security';
import { type ArchivedColumn, type CatalogueTable, countRows } from './archive-catalogue.sql';
import type { Manifest, ManifestFile } from './archive-manifest';
import { type ArchivedRow, ArchiveSecrets } from './archive-secrets';
import {
  ALWAYS_WHOLE,
  inOrderOfKeys,
  MAY_LINGER,
  OF_CHANGED_GUESTS,
  rowsOfNetwork,
  rowsSince,
  tablesOfArchive,
} from './archive-tables.rules';
import { RowsDigest } from './rows-digest';
import type { TarWriter } from './tar-file';

const ROWS_AT_ONCE = 2_000;
/** A part lists the keys of all rows of a table with up to so many rows; of a larger table it has only the number of rows. */
const MOST_KEYS = 200_000;

interface EncryptedAddresses {
  readonly phone: Buffer | null;
  readonly email: Buffer | null;
}

/** Writes the files of one archive into its tar. */
export class TableFiles {
  private readonly network: string;
  private addresses: ReadonlyMap<string, string> = new Map();
  private couponKeys = '';

  constructor(
    private readonly tx: BulkTransaction,
    private readonly pii: Pii,
    private readonly of: {
      readonly networkId: string;
      /** Undefined: the reader has the same keys, so rows stay encrypted as they are. */
      readonly secrets: ArchiveSecrets | undefined;
      readonly tar: TarWriter;
      readonly tables: readonly CatalogueTable[];
    },
  ) {
    this.network = literal(of.networkId);
  }

  /** @param since the position of the part before; undefined: all rows */
  async writeTables(since: string | undefined): Promise<ManifestFile[]> {
    if (this.of.secrets !== undefined) {
      this.addresses = await this.readStopped();
      this.couponKeys = await this.readCouponKeys();
    }
    const whereOf = new Map(
      this.of.tables.map(({ table }) => [
        table,
        since === undefined ? rowsOfNetwork(table, this.network) : rowsSince(table, this.network, since),
      ]),
    );
    // Most tables have no rows in a part; counting all of them in one query takes a fraction of the time.
    const changed = since === undefined ? undefined : await countRows(this.tx, whereOf);
    const files: ManifestFile[] = [];
    for (const table of this.of.tables) {
      const { table: name, columns, key } = table;
      if (changed?.get(name) === 0) continue;
      const rows = { where: whereOf.get(name) ?? '', order: key };
      files.push(await this.writeRows(`tables/${name}.jsonl`, table, columns, rows));
    }
    return files;
  }

  /** Writes the numbers of rows and the keys by which the reader finds deleted rows. */
  async writeKeys(): Promise<Pick<NonNullable<Manifest['since']>, 'counts' | 'keys'>> {
    const shrinking = this.of.tables.filter(
      ({ table, shrinks }) => shrinks && ![OF_CHANGED_GUESTS, SHARED, ...ALWAYS_WHOLE, ...MAY_LINGER].includes(table),
    );
    const conditions = new Map(shrinking.map(({ table }) => [table, rowsOfNetwork(table, this.network)]));
    const counts = await countRows(this.tx, conditions);
    const keys: ManifestFile[] = [];
    for (const table of shrinking) {
      const count = counts.get(table.table) ?? 0;
      if (count === 0 || count > MOST_KEYS) continue;
      const columns = table.columns.filter(({ name }) => table.key.includes(name));
      const rows = { where: conditions.get(table.table) ?? '', order: [] };
      keys.push(await this.writeRows(`keys/${table.table}.jsonl`, table, columns, rows));
    }
    return { counts: Object.fromEntries(counts), keys };
  }

  private async writeRows(
    name: string,
    { table }: CatalogueTable,
    columns: readonly ArchivedColumn[],
    { where, order }: { readonly where: string; readonly order: readonly string[] },
  ): Promise<ManifestFile> {
    const { tar, secrets } = this.of;
    const digest = new RowsDigest();
    const selected = columns.map((one) =>
      isJson(one.type) ? `t."${one.name}"::text AS "${one.name}"` : `t."${one.name}"`,
    );
    const ordered = order.length === 0 ? '' : `ORDER BY ${order.map((column) => `t."${column}"`).join(', ')}`;
    const select = `SELECT row_to_json(r)::text AS line
      FROM (SELECT ${selected.join(', ')} FROM ${table} t WHERE ${where} ${ordered}) r`;
    await tar.begin(name);
    for await (const lines of this.tx.lines(select)) {
      const closes = secrets !== undefined && ArchiveSecrets.changes(table);
      const bytes = closes ? this.closedLines(secrets, table, lines) : lines;
      digest.add(bytes);
      await tar.append(bytes);
    }
    await tar.endFile();
    return { name, table, columns, ...digest.end() };
  }

  private closedLines(secrets: ArchiveSecrets, table: string, lines: Buffer): Buffer {
    const closed: string[] = [];
    for (const line of lines.toString('utf8', 0, lines.length - 1).split('\n')) {
      const row = JSON.parse(line) as ArchivedRow;
      if (table === 'networks') row.carried_keys_encrypted = this.couponKeys;
      const kept = secrets.closed(table, row, this.addresses);
      if (kept !== undefined) closed.push(`${JSON.stringify(kept)}\n`);
    }
    return Buffer.from(closed.join(''));
  }

  /** The key of the network's coupon codes, encrypted as this installation encrypts it. */
  private async readCouponKeys(): Promise<string> {
    const { networkId } = this.of;
    const batches = await this.tx.query<{ id: string }>('SELECT id FROM coupon_batches WHERE network_id = $1', [
      networkId,
    ]);
    const keyOf = (kind: keyof CarriedKeys, id: string): [string, string] => [
      id,
      this.pii.permutationKey(kind, id).toString('hex'),
    ];
    const keys: CarriedKeys = {
      coupon_digest: Object.fromEntries([keyOf('coupon_digest', networkId)]),
      coupon_code: Object.fromEntries(batches.map(({ id }) => keyOf('coupon_code', id))),
    };
    return `\\x${this.pii.encrypt(networkId, 'secret', JSON.stringify(keys)).toString('hex')}`;
  }

  /** Guests' addresses to which no messages are sent, by the blind index in `stopped_addresses`. */
  private async readStopped(): Promise<Map<string, string>> {
    const { networkId } = this.of;
    const stopped = await this.tx.query<{ digest: string }>(
      `SELECT DISTINCT encode(recipient_index, 'hex') AS digest FROM stopped_addresses WHERE network_id = $1`,
      [networkId],
    );
    const wanted = new Set(stopped.map(({ digest }) => digest));
    const found = new Map<string, string>();
    if (wanted.size === 0) return found;
    const select = `SELECT phone_encrypted AS phone, email_encrypted AS email FROM guests WHERE network_id = ${this.network}`;
    for await (const rows of pagesOf<EncryptedAddresses>(this.tx, select, ROWS_AT_ONCE))
      for (const row of rows)
        for (const kind of ['phone', 'email'] as const) {
          const blob = row[kind];
          if (blob === null) continue;
          const address = this.pii.decrypt(networkId, kind, blob);
          const digest = this.pii.blindIndex(networkId, 'recipient', address).toString('hex');
          if (wanted.has(digest)) found.set(digest, address);
        }
    return found;
  }
}

/** Networks of an installation share these accounts, so deleting a network's guest does not delete the account. */
const SHARED = 'guest_accounts';

/**
 * The archived tables, each after those that its foreign keys refer to.
 * @param within whether the reader is another cell of this installation
 */
export function archivedTables(catalogue: readonly CatalogueTable[], within: boolean): CatalogueTable[] {
  const byName = new Map(catalogue.map((table) => [table.table, table]));
  const keys = catalogue.flatMap(({ table, names }) => names.map((name) => [table, name] as const));
  // No foreign key says that a guest refers to an account.
  return inOrderOfKeys(tablesOfArchive(within), [...keys, ['guests', SHARED]]).map((name) => {
    const table = byName.get(name);
    if (table === undefined) throw new Error(`The database has no table ${name}.`);
    return table;
  });
}

function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}
