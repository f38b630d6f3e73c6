import { Injectable } from '@nestjs/common';
import { type BulkConnection, type BulkTransaction, onBulkConnection } from '../../platform/database/bulk-connection';
import { NETWORK_CAME } from '../../platform/database/notifications';
import { CarriedKeysKeeper, Pii } from '../../security';
import { Clock } from '../../platform/clock/clock';
import { SealHandover, Sealer } from '../../transactions';
import { type CatalogueTable, countRows, listTables, readSchemaVersion, readTotals } from './archive-catalogue.sql';
import { ringOf, unwrapKey } from './archive-key';
import { ArchiveChecks } from './archive-checks';
import { type Manifest, MANIFEST, readManifest, SIGNATURE } from './archive-manifest';
import { ArchiveSecrets, hasKeysOf } from './archive-secrets';
import { ALWAYS_WHOLE, rowsOfNetwork } from './archive-tables.rules';
import { carryNetworks, openToOwner } from './reader-access';
import { differenceOf, RowsDigest } from './rows-digest';
import { TableRows } from './table-rows';
import { TarReader } from './tar-file';

const LOCK_WITHIN = '10s';
/** Tables that each part contains whole and that no foreign key refers to. */
const REPLACED = ['second_factors', 'stopped_addresses'];

export interface ReadingRequest {
  /** Path of the tar. */
  readonly file: string;
  /** The receiver's private key in PEM; ignored for an archive of another cell of this installation. */
  readonly key?: string | undefined;
  /** The public key (hexadecimal) of the installation that made the archive. */
  readonly signedBy: string;
  /** The connection whose role owns the schema. */
  readonly url: string;
  /** Checks everything, and rolls all changes back at the end. */
  readonly dryRun: boolean;
  /** Called when everything is ready; resolves once the file exists. Undefined: the file exists already. */
  readonly arrival?: (() => Promise<void>) | undefined;
  /**
   * Lets staff in with their passwords and services with their keys, which the sender knows or has chosen, and keeps webhooks and a bot on.
   * Otherwise each account is disabled, each key revoked and each webhook and bot off, until an owner of this installation lets them in. Between cells of an installation they always stay.
   */
  readonly withAccess?: boolean;
  /** Keeps the network closed here, because a later part follows. The last part opens it anyway, unless it comes from another cell. */
  readonly keepClosed?: boolean;
}

export interface ReadArchive extends Manifest {
  /** Whether the network is open here. */
  readonly isOpen: boolean;
}

/** The state of reading one archive. */
interface ArchiveReading {
  readonly manifest: Manifest;
  readonly digest: string;
  readonly isOpen: boolean;
  readonly tx: BulkTransaction;
  readonly rows: TableRows;
  readonly checks: ArchiveChecks;
  /** The files of the archive, with the tables of this installation's catalogue. */
  readonly files: ReturnType<ArchiveChecks['requireTables']>;
}

/** Thrown at the end of a dry run in place of the commit. */
class DryRunEnd extends Error {}

/** Reads a network's archive into an installation that does not have the network, and then its later parts (docs/archive.md). */
@Injectable()
export class NetworkReading {
  constructor(
    private readonly pii: Pii,
    private readonly seals: SealHandover,
    private readonly sealer: Sealer,
    private readonly carriedKeys: CarriedKeysKeeper,
    private readonly clock: Clock,
  ) {}

  /** Throws a sentence where the archive was damaged, is for another receiver, or does not fit this installation. */
  read(request: ReadingRequest): Promise<ReadArchive> {
    return onBulkConnection(request.url, async (connection) => {
      await openToOwner(connection);
      const catalogue = await connection.snapshot(listTables);
      await request.arrival?.();
      return this.readFile(request, connection, catalogue);
    });
  }

  private async readFile(
    request: ReadingRequest,
    connection: BulkConnection,
    catalogue: readonly CatalogueTable[],
  ): Promise<ReadArchive> {
    const tar = await TarReader.open(request.file);
    try {
      const { manifest, digest } = await readManifest(tar, this.seals, request.signedBy);
      const secrets = this.secretsOf(manifest, request);
      const networkId = manifest.network.id;
      const { withAccess = false } = request;
      const now = this.clock.now().toISOString();
      const checks = new ArchiveChecks(catalogue, { within: secrets === undefined, withAccess, now });
      await requireWhole(tar, manifest);
      const isOpen = opensBy(manifest, request.keepClosed === true);
      await connection
        .write(async (tx) => {
          // Tables differ between versions, so the version is compared first.
          await requireSchema(tx, manifest);
          const files = checks.requireTables(manifest);
          const rows = new TableRows(tx, { networkId, tar, secrets, checks });
          const reading = { manifest, digest, isOpen, tx, checks, files, rows };
          const end = await carryNetworks(tx, guardedTables(reading));
          await requireRoom(tx, manifest);
          await writeAll(reading);
          await checks.requireOwnCouponKeys(tx, this.pii, networkId);
          await end();
          if (request.dryRun) throw new DryRunEnd();
          // Before the commit, because a network whose seal keys are missing could not be verified.
          await this.seals.take(manifest.network.id, manifest.seals);
        })
        .catch((error: unknown) => {
          if (!(error instanceof DryRunEnd)) throw error;
        });
      // Another cell has the same keys and publishes the seal heads by its own job, so tills need not wait for that here.
      if (!request.dryRun && manifest.within === undefined) {
        await this.sealer.publishHead(manifest.network.id);
        await this.carriedKeys.load();
      }
      return { ...manifest, isOpen };
    } finally {
      await tar.close();
    }
  }

  /** Undefined for an archive of another cell: its rows stay encrypted as they are. */
  private secretsOf(
    { key, within, network }: Manifest,
    { key: pem, signedBy }: ReadingRequest,
  ): ArchiveSecrets | undefined {
    if (within !== undefined) {
      // A proof can be copied out of an earlier archive, so a cell signs with the keys that all cells have.
      if (hasKeysOf(this.pii, network.id, within) && this.seals.isOwnKey(signedBy)) return undefined;
      throw new Error(
        'The archive is for another cell of the installation that made it, and the keys here are others.',
      );
    }
    if (key === undefined || pem === undefined)
      throw new Error('The archive is encrypted: give the private key (--key).');
    return new ArchiveSecrets(this.pii, network, ringOf(unwrapKey(key, pem)));
  }
}

/** Whether this part opens the network. A network from another cell opens only when the directory says that it lives here. */
function opensBy({ since, closed, within }: Manifest, keepClosed: boolean): boolean {
  if (within !== undefined) return !keepClosed;
  return since === undefined ? !keepClosed : closed;
}

/** Refuses an archive whose files differ from its manifest in any byte. */
async function requireWhole(tar: TarReader, manifest: Manifest): Promise<void> {
  const files = [...manifest.files, ...(manifest.since?.keys ?? [])];
  const named = new Set([MANIFEST, SIGNATURE, ...files.map(({ name }) => name)]);
  for (const name of tar.entries.keys())
    if (!named.has(name)) throw new Error(`The archive has a file that its manifest does not name: ${name}.`);
  for (const file of files) {
    if ((await tar.sha256Of(file.name)) === file.sha256) continue;
    const digest = new RowsDigest();
    for await (const lines of tar.linesOf(file.name)) digest.add(lines);
    const difference = differenceOf(file.name, file, digest.end());
    throw new Error(`The archive was changed after it was signed. ${difference ?? `${file.name} was changed`}.`);
  }
}

/** Refuses a database with other tables. */
async function requireSchema(tx: BulkTransaction, { schema }: Manifest): Promise<void> {
  const here = await readSchemaVersion(tx);
  if (here !== schema)
    throw new Error(`The archive was made by a version whose last migration is ${schema}, and here it is ${here}.`);
}

/** Refuses a database that already has the network, and, for a later part, one without the part before. */
async function requireRoom(tx: BulkTransaction, { network, since }: Manifest): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = '${LOCK_WITHIN}'`);
  const [known] = await tx.query<{ id: string; digest: string | null; isMoving: boolean }>(
    `SELECT id, archive_read AS digest, moving_since IS NOT NULL AS "isMoving" FROM networks WHERE id = $1 OR code = $2
     ORDER BY id = $1 DESC FOR UPDATE`,
    [network.id, network.code],
  );
  if (known !== undefined && known.id !== network.id)
    throw new Error(`Another network has the code ${network.code} here.`);
  if (since === undefined) {
    if (known !== undefined) throw new Error(`The network ${network.code} is here already.`);
  } else if (known === undefined)
    throw new Error(`The network ${network.code} is not here: read the archive first after which this part comes.`);
  else if (known.digest !== since.manifest)
    throw new Error('This part comes after another one than the one that was read here last.');
  else if (!known.isMoving)
    throw new Error(`The network ${network.code} is open here, so nothing more can be read into it.`);
}

async function writeAll(reading: ArchiveReading): Promise<void> {
  const { tx, manifest, rows, files, checks } = reading;
  const { id } = manifest.network;
  const { since } = manifest;
  await rows.prepare();
  if (since !== undefined) await deleteGone(reading, since);
  for (const { file, table } of files) await rows.write(file, table, since !== undefined);
  if (manifest.within === undefined) await checks.requireOwnParents(tx, id);
  await finish(reading);
  await requireTotals(reading);
  if (since !== undefined) await requireCounts(tx, id, since.counts);
  // A session that plans statements for an empty table keeps the bad plan (ledger.md, rule 19).
  if (since === undefined) await tx.query(`ANALYZE ${files.map(({ table }) => table.table).join(', ')}`);
}

/** Tables with triggers whose rows this archive changes. */
function guardedTables({ manifest, files, checks }: Pick<ArchiveReading, 'manifest' | 'files' | 'checks'>): string[] {
  const { since } = manifest;
  const listed = since === undefined ? files.map(({ table }) => table.table) : tablesOfPart(manifest, since);
  const touched = new Set([...listed, 'networks']);
  return checks.tables.filter(({ table, guarded }) => guarded && touched.has(table)).map(({ table }) => table);
}

/** Tables whose rows a part changes or counts. */
function tablesOfPart({ files }: Manifest, { counts }: NonNullable<Manifest['since']>): string[] {
  return [...new Set([...files.map(({ table }) => table), ...Object.keys(counts), ...ALWAYS_WHOLE])];
}

/** Deletes rows that are no longer in the archive, each before the rows that its foreign keys refer to. */
async function deleteGone(
  { tx, rows, checks, files, manifest }: ArchiveReading,
  { counts }: NonNullable<Manifest['since']>,
): Promise<void> {
  // Most tables have no rows on either side; counting all of them in one query takes a fraction of the time.
  const { network } = manifest;
  const here = await countRows(tx, ofNetwork([...Object.keys(counts), ...REPLACED], network.id));
  const keysOf = checks.keysOf(manifest);
  for (const table of checks.tables.toReversed()) {
    if ((here.get(table.table) ?? 0) === 0) continue;
    const file = keysOf.get(table.table);
    if (file !== undefined) await rows.deleteGone(network.id, file, table);
    else if (counts[table.table] === 0 || REPLACED.includes(table.table)) await rows.deleteAll(network.id, table.table);
  }
  const states = files.find(({ table }) => table.table === 'guest_states');
  if (states !== undefined) await rows.deleteLots(network.id, states.file);
}

/** Makes new positions follow those from the archive. Messages that were due wait for a manager once the network is open. */
async function finish({ tx, manifest, digest, isOpen }: ArchiveReading): Promise<void> {
  const { id } = manifest.network;
  await tx.query('SELECT pg_notify($1, $2)', [NETWORK_CAME, id]);
  await tx.query(
    `UPDATE networks SET epoch = epoch + 1, system_identifier = this_system(), archive_read = $2,
       moving_since = CASE WHEN $3 THEN NULL ELSE clock_timestamp() END
     WHERE id = $1`,
    [id, digest, isOpen],
  );
  // Cells of one installation send from the same addresses, so due messages are sent from here.
  if (!isOpen || manifest.within !== undefined) return;
  await tx.query(
    `INSERT INTO restores (network_id, restored_at, due_before) VALUES ($1, clock_timestamp(), clock_timestamp())`,
    [id],
  );
}

async function requireTotals({ tx, manifest }: ArchiveReading): Promise<void> {
  const totals = await readTotals(tx, manifest.network.id);
  for (const [name, wanted] of Object.entries(manifest.totals)) {
    const found = totals[name as keyof typeof totals];
    if (found !== wanted)
      throw new Error(`${name} of the network is ${String(found)} here and was ${String(wanted)} there.`);
  }
}

/** Compares the number of rows of large tables, since a part does not have their keys. */
async function requireCounts(
  tx: BulkTransaction,
  networkId: string,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const found = await countRows(tx, ofNetwork(Object.keys(counts), networkId));
  for (const [table, wanted] of Object.entries(counts))
    if (found.get(table) !== wanted)
      throw new Error(
        `${table} has ${String(found.get(table))} rows here and had ${String(wanted)} there: make a whole archive with the network closed.`,
      );
}

function ofNetwork(tables: readonly string[], networkId: string): ReadonlyMap<string, string> {
  return new Map(tables.map((table) => [table, rowsOfNetwork(table, `'${networkId}'`)]));
}
