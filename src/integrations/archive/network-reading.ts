import { Injectable } from '@nestjs/common';
import { type BulkTransaction, writeAsOwner } from '../../platform/database/bulk-connection';
import { CarriedKeysKeeper, Pii } from '../../security';
import { SealHandover, Sealer } from '../../transactions';
import { type CatalogueTable, listTables, readSchemaVersion, readTotals } from './archive-catalogue.sql';
import { ringOf, unwrapKey } from './archive-key';
import {
  type Manifest,
  MANIFEST,
  type ManifestFile,
  manifestSchema,
  SIGNATURE,
  signatureSchema,
} from './archive-manifest';
import { type ArchivedRow, ArchiveSecrets } from './archive-secrets';
import { differenceOf, RowsDigest } from './rows-digest';
import { TarReader } from './tar-file';

/** A statement inserts so many rows, or as many as have so many bytes. */
const ROWS_AT_ONCE = 1_000;
const BYTES_AT_ONCE = 4 << 20;
const LOCK_WITHIN = '10s';

export interface ReadingRequest {
  /** Path of the tar. */
  readonly file: string;
  /** The receiver's private key in PEM. */
  readonly key: string;
  /** The public key (hexadecimal) of the installation that made the archive. */
  readonly signedBy: string;
  /** The connection of the owner of the schema. */
  readonly url: string;
  /** Checks everything, and takes all of it back at the end. */
  readonly dryRun: boolean;
}

/** The archive while it is read. */
interface Reading {
  readonly tx: BulkTransaction;
  readonly tar: TarReader;
  readonly secrets: ArchiveSecrets;
  /** Accounts of guests that are here under another id: theirs by that of the archive. */
  readonly accounts: Map<string, string>;
}

/** Ends a dry run in the place of the commit. */
class DryRunEnd extends Error {}

/** Reads the archive of a network into an installation that lacks it (docs/archive.md). */
@Injectable()
export class NetworkReading {
  constructor(
    private readonly pii: Pii,
    private readonly seals: SealHandover,
    private readonly sealer: Sealer,
    private readonly carriedKeys: CarriedKeysKeeper,
  ) {}

  /** Throws a sentence where the archive is not what was written, is for another receiver, or does not fit here. */
  async read(request: ReadingRequest): Promise<Manifest> {
    const tar = await TarReader.open(request.file);
    try {
      const manifest = await this.openManifest(tar, request.signedBy);
      const secrets = new ArchiveSecrets(this.pii, manifest.network, ringOf(unwrapKey(manifest.key, request.key)));
      await requireWhole(tar, manifest);
      await writeAsOwner(request.url, async (tx) => {
        await requireRoom(tx, manifest);
        await insertAll({ tx, tar, secrets, accounts: new Map() }, manifest);
        if (request.dryRun) throw new DryRunEnd();
        // Before the commit: a network that is here without the keys of its seals could not be verified.
        await this.seals.take(manifest.network.id, manifest.seals);
      }).catch((error: unknown) => {
        if (!(error instanceof DryRunEnd)) throw error;
      });
      if (!request.dryRun) {
        await this.sealer.publishHead(manifest.network.id);
        await this.carriedKeys.load();
      }
      return manifest;
    } finally {
      await tar.close();
    }
  }

  private async openManifest(tar: TarReader, signedBy: string): Promise<Manifest> {
    const text = await tar.textOf(MANIFEST);
    const { publicKey, signature } = signatureSchema.parse(JSON.parse(await tar.textOf(SIGNATURE)));
    if (publicKey !== signedBy)
      throw new Error(`The archive is signed by another key (${publicKey}) than the one that you gave.`);
    if (!this.seals.isSigned(text, publicKey, signature))
      throw new Error(`${MANIFEST} was changed after it was signed: take another copy of the archive.`);
    const { data: manifest, error } = manifestSchema.safeParse(JSON.parse(text));
    if (manifest === undefined)
      throw new Error(`The archive is of another version of the platform: read it with that.`, { cause: error });
    return manifest;
  }
}

/** Refuses an archive whose files are not those of its manifest, to the byte. */
async function requireWhole(tar: TarReader, manifest: Manifest): Promise<void> {
  const named = new Set([MANIFEST, SIGNATURE, ...manifest.files.map(({ name }) => name)]);
  for (const name of tar.entries.keys())
    if (!named.has(name)) throw new Error(`The archive has a file that its manifest does not name: ${name}.`);
  for (const file of manifest.files) {
    const digest = new RowsDigest();
    for await (const line of tar.linesOf(file.name)) digest.add(line);
    const difference = differenceOf(file.name, file, digest.end());
    if (difference !== undefined) throw new Error(`The archive was changed after it was signed. ${difference}.`);
  }
}

/** Refuses a database of another form, and one that has the network. */
async function requireRoom(tx: BulkTransaction, { schema, network }: Manifest): Promise<void> {
  const here = await readSchemaVersion(tx);
  if (here !== schema)
    throw new Error(`The archive was made by a version whose last migration is ${schema}, and here it is ${here}.`);
  await tx.query(`SET LOCAL lock_timeout = '${LOCK_WITHIN}'`);
  await tx.query('ALTER TABLE networks NO FORCE ROW LEVEL SECURITY');
  const [known] = await tx.query<{ id: string }>('SELECT id FROM networks WHERE id = $1 OR code = $2', [
    network.id,
    network.code,
  ]);
  if (known !== undefined)
    throw new Error(
      known.id === network.id
        ? `The network ${network.code} is here already.`
        : `Another network has the code ${network.code} here.`,
    );
}

/**
 * Writes the rows. The owner sees no row while row-level security is forced, so that is off within this transaction; and rows that
 * triggers would derive from inserted ones are in the archive themselves.
 */
async function insertAll(reading: Reading, manifest: Manifest): Promise<void> {
  const { tx } = reading;
  const { id } = manifest.network;
  const catalogue = new Map((await listTables(tx)).map((table) => [table.table, table]));
  const files = manifest.files.map((file) => ({ file, table: tableOf(file, catalogue) }));
  const tables = files.map(({ table }) => table);
  const opened = [...tables.map(({ table }) => table), 'restores'];
  for (const table of opened) await tx.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY`);
  const derived = tables.filter(({ derives }) => derives);
  for (const { table } of derived) await tx.query(`ALTER TABLE ${table} DISABLE TRIGGER USER`);
  for (const { file, table } of files) await insertFile(reading, file, table);
  // Positions of what is written here stand behind those that came along, and messages that were due wait for a manager.
  await tx.query('UPDATE networks SET epoch = epoch + 1, system_identifier = this_system() WHERE id = $1', [id]);
  await tx.query(
    `INSERT INTO restores (network_id, restored_at, due_before) VALUES ($1, clock_timestamp(), clock_timestamp())`,
    [id],
  );
  const totals = await readTotals(tx, id);
  for (const [name, wanted] of Object.entries(manifest.totals)) {
    const found = totals[name as keyof typeof totals];
    if (found !== wanted)
      throw new Error(`${name} of the network is ${String(found)} here and was ${String(wanted)} there.`);
  }
  for (const { table } of derived) await tx.query(`ALTER TABLE ${table} ENABLE TRIGGER USER`);
  for (const table of opened) await tx.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  // A session that plans on an empty table keeps a bad plan (ledger.md, rule 19).
  await tx.query(`ANALYZE ${opened.join(', ')}`);
}

function tableOf({ table, columns }: ManifestFile, catalogue: ReadonlyMap<string, CatalogueTable>): CatalogueTable {
  const found = catalogue.get(table);
  const names = columns.map(({ name }) => name).join();
  if (found?.columns.map(({ name }) => name).join() !== names)
    throw new Error(`The table ${table} has other columns here than in the archive.`);
  return found;
}

async function insertFile(reading: Reading, file: ManifestFile, table: CatalogueTable): Promise<void> {
  let lines: string[] = [];
  let bytes = 0;
  const flush = async (): Promise<void> => {
    if (lines.length > 0) await insertRows(reading, table, `[${lines.join(',')}]`);
    lines = [];
    bytes = 0;
  };
  for await (const line of reading.tar.linesOf(file.name)) {
    lines.push(lineHere(reading, table.table, line.toString('utf8')));
    bytes += line.length;
    if (lines.length >= ROWS_AT_ONCE || bytes >= BYTES_AT_ONCE) await flush();
  }
  await flush();
}

function lineHere({ secrets, accounts }: Reading, table: string, line: string): string {
  if (!ArchiveSecrets.changes(table)) return line;
  const row = secrets.opened(table, JSON.parse(line) as ArchivedRow);
  if (table === 'guests') row.account_id = accounts.get(String(row.account_id)) ?? row.account_id;
  return JSON.stringify(row);
}

async function insertRows({ tx, accounts }: Reading, { table, columns }: CatalogueTable, rows: string): Promise<void> {
  const isJson = (type: string): boolean => type === 'json' || type === 'jsonb';
  const types = columns.map(({ name, type }) => `"${name}" ${isJson(type) ? 'text' : type}`).join(', ');
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  const values = columns.map(({ name, type }) => (isJson(type) ? `r."${name}"::${type}` : `r."${name}"`)).join(', ');
  const given = `json_to_recordset($1::json) AS r(${types})`;
  if (table !== 'guest_accounts') {
    await tx.query(`INSERT INTO ${table} (${names}) SELECT ${values} FROM ${given}`, [rows]);
    return;
  }
  await tx.query(
    `INSERT INTO ${table} (${names}) SELECT ${values} FROM ${given} ON CONFLICT (phone_index) DO NOTHING`,
    [rows],
  );
  const known = await tx.query<{ there: string; here: string }>(
    `SELECT r.id AS there, a.id AS here FROM ${given} JOIN guest_accounts a ON a.phone_index = r.phone_index WHERE a.id <> r.id`,
    [rows],
  );
  for (const { there, here } of known) accounts.set(there, here);
}
