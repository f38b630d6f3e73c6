import type { BulkTransaction } from '../../platform/database/bulk-connection';
import type { CatalogueTable } from './archive-catalogue.sql';
import type { ManifestFile } from './archive-manifest';
import { type ArchivedRow, ArchiveSecrets } from './archive-secrets';
import { rowsOfNetwork } from './archive-tables.rules';
import type { TarReader } from './tar-file';

const KEEP = 'ON CONFLICT (id) DO NOTHING';
const [LINE_END, COMMA] = [0x0a, 0x2c];

/** Writes rows of an archive's files into the tables of this installation. */
export class TableRows {
  /** Guests' accounts that have another id in this installation, by their archived id. */
  private readonly accounts = new Map<string, string>();

  constructor(
    private readonly tx: BulkTransaction,
    private readonly tar: TarReader,
    /** Undefined: rows stay encrypted as they are. */
    private readonly secrets: ArchiveSecrets | undefined,
  ) {}

  /** @param isPart whether existing rows are replaced; otherwise there are none */
  async write(file: ManifestFile, table: CatalogueTable, isPart: boolean): Promise<void> {
    let last: Promise<void> = Promise.resolve();
    for await (const rows of this.rowsOf(file)) {
      // The next rows are prepared while the server writes the previous ones.
      await last;
      last =
        table.table === 'guest_accounts'
          ? this.writeAccounts(table, rows, isPart)
          : this.writeRows(table, rows, isPart);
      last.catch(() => undefined);
    }
    await last;
  }

  /** Deletes the network's rows whose keys are missing from the file. */
  async deleteGone(networkId: string, file: ManifestFile, table: CatalogueTable): Promise<void> {
    const lines: Buffer[] = [];
    for await (const some of this.tar.linesOf(file.name)) lines.push(Buffer.from(some));
    const same = file.columns.map(({ name }) => `k."${name}" = t."${name}"`).join(' AND ');
    await this.tx.query(
      `DELETE FROM ${table.table} t WHERE ${rowsOfNetwork(table.table, '$1')}
         AND NOT EXISTS (SELECT FROM ${recordset('$2', file.columns)} k WHERE ${same})`,
      [networkId, arrayOf(Buffer.concat(lines))],
    );
  }

  /** Deletes all rows of the network. */
  async deleteAll(networkId: string, table: string): Promise<void> {
    await this.tx.query(`DELETE FROM ${table} t WHERE ${rowsOfNetwork(table, '$1')}`, [networkId]);
  }

  /** Deletes all lots of the guests whose states are in the file, because the part has all lots that these guests still have. */
  async deleteLots(networkId: string, states: ManifestFile): Promise<void> {
    for await (const lines of this.tar.linesOf(states.name)) {
      const guests = textsOf(lines).map((line) => (JSON.parse(line) as { guest_id: string }).guest_id);
      await this.tx.query('DELETE FROM lots WHERE network_id = $1 AND guest_id = ANY($2::uuid[])', [networkId, guests]);
    }
  }

  /** The rows of a file, as JSON arrays. */
  private async *rowsOf(file: ManifestFile): AsyncGenerator<Buffer> {
    const isChanged = this.secrets === undefined ? file.table === 'guests' : ArchiveSecrets.changes(file.table);
    for await (const lines of this.tar.linesOf(file.name))
      yield isChanged
        ? Buffer.from(
            `[${textsOf(lines)
              .map((line) => this.opened(file.table, line))
              .join(',')}]`,
          )
        : arrayOf(lines);
  }

  private opened(table: string, line: string): string {
    const archived = JSON.parse(line) as ArchivedRow;
    const row = this.secrets?.opened(table, archived) ?? archived;
    if (table === 'guests') row.account_id = this.accounts.get(String(row.account_id)) ?? row.account_id;
    return JSON.stringify(row);
  }

  private async writeRows(table: CatalogueTable, rows: Buffer, isPart: boolean): Promise<void> {
    const changed = table.columns.filter(({ name }) => !table.key.includes(name));
    const set = changed.map(({ name }) => `"${name}" = excluded."${name}"`).join(', ');
    const replace = `ON CONFLICT (${quoted(table.key)}) DO ${set === '' ? 'NOTHING' : `UPDATE SET ${set}`}`;
    // The installation's staff are the same in each of its cells, so they exist here already.
    const ofAll = table.table === 'users' && this.secrets === undefined;
    const known = isPart ? `${replace} ${ofAll ? 'WHERE users.network_id IS NOT NULL' : ''}` : ofAll ? KEEP : '';
    await this.tx.query(`${insertion(table)} ${known}`, [rows]);
  }

  /** Replaces an archived account by the account with the same phone that this installation already has. */
  private async writeAccounts(table: CatalogueTable, rows: Buffer, isPart: boolean): Promise<void> {
    const { tx } = this;
    const given = recordset('$1', table.columns);
    if (isPart) {
      const changed = table.columns.filter(({ name }) => name !== 'id');
      const set = changed.map(({ name, type }) => `"${name}" = ${valueOf('r', name, type)}`).join(', ');
      await tx.query(`UPDATE guest_accounts a SET ${set} FROM ${given} r WHERE a.id = r.id`, [rows]);
      await tx.query(
        `${insertion(table)} WHERE NOT EXISTS (SELECT FROM guest_accounts a WHERE a.id = r.id)
        ON CONFLICT (phone_index) DO NOTHING`,
        [rows],
      );
    } else await tx.query(`${insertion(table)} ON CONFLICT (phone_index) DO NOTHING`, [rows]);
    const known = await tx.query<{ there: string; here: string }>(
      `SELECT r.id AS there, a.id AS here FROM ${given} r JOIN guest_accounts a ON a.phone_index = r.phone_index WHERE a.id <> r.id`,
      [rows],
    );
    for (const { there, here } of known) this.accounts.set(there, here);
  }
}

function textsOf(lines: Buffer): string[] {
  return lines.toString('utf8', 0, lines.length - 1).split('\n');
}

/** Joins lines of JSON into an array. A row has no line end inside it. */
function arrayOf(lines: Buffer): Buffer {
  const array = Buffer.allocUnsafe(lines.length + 1);
  array.write('[');
  lines.copy(array, 1);
  for (let end = array.indexOf(LINE_END); end >= 0; end = array.indexOf(LINE_END, end + 1)) array[end] = COMMA;
  array.write(']', array.length - 1);
  return array;
}

function insertion(table: CatalogueTable): string {
  const values = table.columns.map(({ name, type }) => valueOf('r', name, type));
  const names = quoted(table.columns.map(({ name }) => name));
  return `INSERT INTO ${table.table} (${names}) SELECT ${values.join(', ')} FROM ${recordset('$1', table.columns)} r`;
}

/** Rows in JSON as a row source for SQL, without its alias. JSON columns are read as text, so that their bytes stay as they are. */
function recordset(parameter: string, columns: CatalogueTable['columns']): string {
  const types = columns.map(({ name, type }) => `"${name}" ${isJson(type) ? 'text' : type}`).join(', ');
  return `(SELECT * FROM json_to_recordset(${parameter}::json) AS r(${types}))`;
}

function valueOf(alias: string, name: string, type: string): string {
  return isJson(type) ? `${alias}."${name}"::${type}` : `${alias}."${name}"`;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}
