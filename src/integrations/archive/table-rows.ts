import type { BulkTransaction } from '../../platform/database/bulk-connection';
import type { CatalogueTable } from './archive-catalogue.sql';
import type { ManifestFile } from './archive-manifest';
import { isRefusedByData } from '../../platform/database/database-failure';
import { ACCOUNTS_READ, type ArchiveChecks } from './archive-checks';
import { type ArchivedRow, ArchiveSecrets } from './archive-secrets';
import { rowsOfNetwork } from './archive-tables.rules';
import type { TarReader } from './tar-file';

const [LINE_END, COMMA] = [0x0a, 0x2c];

/** Writes rows of an archive's files into the tables of this installation. */
export class TableRows {
  constructor(
    private readonly tx: BulkTransaction,
    private readonly of: {
      readonly networkId: string;
      readonly tar: TarReader;
      /** Undefined: rows stay encrypted as they are. */
      readonly secrets: ArchiveSecrets | undefined;
      readonly checks: ArchiveChecks;
    },
  ) {}

  /** Makes room for the accounts of the file's guests. Called once in the transaction. */
  async prepare(): Promise<void> {
    await this.tx.script(
      `CREATE TEMP TABLE ${ACCOUNTS_READ} (there uuid PRIMARY KEY, here uuid NOT NULL) ON COMMIT DROP`,
    );
  }

  /**
   * @param isPart whether existing rows are replaced; otherwise there are none
   * @throws Error a sentence, where PostgreSQL refuses a row or a row is not of the network
   */
  async write(file: ManifestFile, table: CatalogueTable, isPart: boolean): Promise<void> {
    let last: Promise<number> = Promise.resolve(0);
    let written = 0;
    try {
      for await (const rows of this.rowsOf(file)) {
        // The next rows are prepared while the server writes the previous ones.
        written += await last;
        last =
          table.table === 'guest_accounts'
            ? this.writeAccounts(table, rows, isPart)
            : this.writeRows(table, rows, isPart);
        last.catch(() => undefined);
      }
      written += await last;
    } catch (error) {
      if (!isRefusedByData(error) || !(error instanceof Error)) throw error;
      throw new Error(`${file.name}: the database refuses a row: ${error.message}.`, { cause: error });
    }
    this.of.checks.requireAllWritten(file, written);
  }

  /** Deletes the network's rows whose keys are missing from the file. */
  async deleteGone(networkId: string, file: ManifestFile, table: CatalogueTable): Promise<void> {
    const lines: Buffer[] = [];
    for await (const some of this.of.tar.linesOf(file.name)) lines.push(Buffer.from(some));
    const keys = table.columns.filter(({ name }) => table.key.includes(name));
    const same = keys.map(({ name }) => `k."${name}" = t."${name}"`).join(' AND ');
    await this.tx.query(
      `DELETE FROM ${table.table} t WHERE ${rowsOfNetwork(table.table, '$1')}
         AND NOT EXISTS (SELECT FROM ${recordset('$2', keys)} k WHERE ${same})`,
      [networkId, arrayOf(Buffer.concat(lines))],
    );
  }

  /** Deletes all rows of the network. */
  async deleteAll(networkId: string, table: string): Promise<void> {
    await this.tx.query(`DELETE FROM ${table} t WHERE ${rowsOfNetwork(table, '$1')}`, [networkId]);
  }

  /** Deletes all lots of the guests whose states are in the file, because the part has all lots that these guests still have. */
  async deleteLots(networkId: string, states: ManifestFile): Promise<void> {
    for await (const lines of this.of.tar.linesOf(states.name)) {
      const guests = textsOf(lines).map((line) => (JSON.parse(line) as { guest_id: string }).guest_id);
      await this.tx.query('DELETE FROM lots WHERE network_id = $1 AND guest_id = ANY($2::uuid[])', [networkId, guests]);
    }
  }

  /** The rows of a file, as JSON arrays. */
  private async *rowsOf(file: ManifestFile): AsyncGenerator<Buffer> {
    const { tar, secrets, checks } = this.of;
    const isChanged = secrets !== undefined && (ArchiveSecrets.changes(file.table) || checks.cleans(file.table));
    for await (const lines of tar.linesOf(file.name))
      yield isChanged
        ? Buffer.from(
            `[${textsOf(lines)
              .map((line) => this.opened(secrets, file.table, line))
              .join(',')}]`,
          )
        : arrayOf(lines);
  }

  private opened(secrets: ArchiveSecrets, table: string, line: string): string {
    const row = JSON.parse(line) as ArchivedRow | null;
    if (row === null || typeof row !== 'object') throw new Error(`A line of the table ${table} is no row.`);
    return JSON.stringify(this.of.checks.cleaned(table, secrets.opened(table, row)));
  }

  private writeRows(table: CatalogueTable, rows: Buffer, isPart: boolean): Promise<number> {
    const changed = table.columns.filter(({ name }) => !table.key.includes(name));
    // A row without further columns is set to its key, so that it counts as written.
    const set = quotedSets(changed.length === 0 ? table.key : changed.map(({ name }) => name));
    const own = this.of.checks.ownRows(table.table, '$2');
    const replace = `ON CONFLICT (${quoted(table.key)}) DO UPDATE SET ${set} WHERE ${rowsOfNetwork(table.table, '$2')}`;
    return this.tx.change(`${insertion(table, own)} ${isPart ? replace : ''}`, [rows, this.of.networkId]);
  }

  /**
   * Uses the account that this installation already has under a phone in place of the archived one. An account that is here belongs to its person
   * and not to the network, so a stranger's archive changes none.
   */
  private async writeAccounts(table: CatalogueTable, rows: Buffer, isPart: boolean): Promise<number> {
    const { tx } = this;
    const given = recordset('$1', table.columns);
    const isOurs = this.of.secrets === undefined;
    if (isOurs && isPart) {
      const changed = table.columns.filter(({ name }) => name !== 'id');
      const set = changed.map(({ name, type }) => `"${name}" = ${valueOf('r', name, type)}`).join(', ');
      await tx.query(`UPDATE guest_accounts a SET ${set} FROM ${given} r WHERE a.id = r.id`, [rows]);
    }
    const names = table.columns.map(({ name }) => name);
    const isHere = 'EXISTS (SELECT FROM guest_accounts a WHERE a.id = r.id)';
    // The phone of an account with this id is another one here, so the archived account gets another id.
    const values = names.map((name) =>
      name === 'id' ? `CASE WHEN ${isHere} THEN gen_random_uuid() ELSE r.id END` : `r."${name}"`,
    );
    await tx.query(
      `INSERT INTO guest_accounts (${quoted(names)}) SELECT ${values.join(', ')} FROM ${given} r ON CONFLICT (phone_index) DO NOTHING`,
      [rows],
    );
    return tx.change(
      `INSERT INTO ${ACCOUNTS_READ} (there, here) SELECT r.id, a.id FROM ${given} r JOIN guest_accounts a ON a.phone_index = r.phone_index`,
      [rows],
    );
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

/** @param own SQL condition over the alias `t` that rows have to meet; others are left out */
function insertion(table: CatalogueTable, own: string): string {
  const values = table.columns.map(({ name, type }) =>
    table.table === 'guests' && name === 'account_id'
      ? `(SELECT m.here FROM ${ACCOUNTS_READ} m WHERE m.there = r.account_id)`
      : valueOf('r', name, type),
  );
  const names = quoted(table.columns.map(({ name }) => name));
  return `INSERT INTO ${table.table} AS t (${names})
    SELECT ${values.join(', ')} FROM (SELECT * FROM ${recordset('$1', table.columns)} t WHERE ${own}) r`;
}

/** Rows in JSON as a row source for SQL, without its alias. JSON columns are read as text, so that their bytes stay as they are. */
function recordset(parameter: string, columns: CatalogueTable['columns']): string {
  const types = columns.map(({ name, type }) => `"${name}" ${isJson(type) ? 'text' : type}`).join(', ');
  return `(SELECT * FROM json_to_recordset(${parameter}::json) AS r(${types}))`;
}

function valueOf(alias: string, name: string, type: string): string {
  return isJson(type) ? `${alias}."${name}"::${type}` : `${alias}."${name}"`;
}

function quotedSets(names: readonly string[]): string {
  return names.map((name) => `"${name}" = excluded."${name}"`).join(', ');
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}

function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}
