import { mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { isNativeError } from 'node:util/types';
import { Injectable } from '@nestjs/common';
import { NetworkMoves } from '../../configuration';
import { Clock } from '../../platform/clock/clock';
import { type BulkConnection, type BulkTransaction, onBulkConnection } from '../../platform/database/bulk-connection';
import { Pii } from '../../security';
import { SealHandover } from '../../transactions';
import { type CatalogueTable, listTables, readSchemaVersion, readTotals } from './archive-catalogue.sql';
import { makeArchiveKey, ringOf, wrapKey, type WrappedKey } from './archive-key';
import { ARCHIVE_FORM, type Manifest, MANIFEST, PART_FORM, readManifest, SIGNATURE } from './archive-manifest';
import { ArchiveSecrets, proofOfKeys } from './archive-secrets';
import { leftOutOf } from './archive-tables.rules';
import { archivedTables, TableFiles } from './table-files';
import { TarReader, TarWriter } from './tar-file';

/** The state of a network's database at which an archive was made, and from which a later part goes on. */
interface ArchivePosition {
  /** The network's epoch: a restored database has another one. */
  readonly epoch: number;
  /** The archive has the rows of all transactions before this one. */
  readonly xid: string;
}

/** Between the name of the file and the process that writes it, in the name of the folder of drafts. */
const DRAFT = '.partial-';

export interface ArchiveRequest {
  readonly networkId: string;
  /** Path of the tar to write; no file may exist there. */
  readonly out: string;
  /** The receiver's public key in PEM. Undefined: the receiver is another cell of this installation. */
  readonly receiver: string | undefined;
  /** The connection whose role reads all rows. */
  readonly url: string;
  /** Path of the earlier part that this part continues; undefined: this is a whole archive. */
  readonly since?: string | undefined;
  /** Closes the network first, so that this part is the last. The network stays closed. */
  readonly close?: boolean;
  /** A trial run: writes the part without closing the network, then deletes the file. */
  readonly dryRun?: boolean;
}

export interface MadeArchive extends Manifest {
  readonly signedBy: string;
  /** How long the network was closed until the part was written, or would be according to a trial. Reading the part takes more time. */
  readonly closedMs: number;
}

/** The connection, and the facts that are known before a network is closed. */
interface Plan {
  readonly connection: BulkConnection;
  readonly folder: string;
  /** Undefined: the receiver is another cell of this installation. */
  readonly key: { readonly bytes: Buffer; readonly wrapped: WrappedKey } | undefined;
  readonly tables: readonly CatalogueTable[];
  readonly schema: string;
  readonly since: { readonly manifest: string; readonly position: Manifest['position'] } | undefined;
}

/**
 * Writes everything that belongs to a network into one signed tar, or everything since an earlier part. The content is of one moment, and tills
 * sell meanwhile (docs/archive.md).
 */
@Injectable()
export class NetworkArchive {
  constructor(
    private readonly pii: Pii,
    private readonly seals: SealHandover,
    private readonly clock: Clock,
    private readonly moves: NetworkMoves,
  ) {}

  /** Writes the archive and returns its contents. Refuses a sandbox, an existing file, and an earlier part that does not fit. */
  async write(request: ArchiveRequest): Promise<MadeArchive> {
    const { networkId, out, receiver, url } = request;
    const bytes = makeArchiveKey();
    const key = receiver === undefined ? undefined : { bytes, wrapped: wrapKey(bytes, receiver) };
    const since = request.since === undefined ? undefined : await this.readEarlier(request.since, networkId);
    await removeDrafts(path.resolve(out));
    const folder = await mkdtemp(`${path.resolve(out)}${DRAFT}${String(process.pid)}-`);
    try {
      return await onBulkConnection(url, async (connection) => {
        const schema = await connection.snapshot(async (tx) => {
          await readNetwork(tx, networkId);
          const tables = archivedTables(await listTables(tx), key === undefined);
          return { tables, schema: await readSchemaVersion(tx) };
        });
        return this.writePart(request, { connection, folder, key, since, ...schema });
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async writePart(request: ArchiveRequest, plan: Plan): Promise<MadeArchive> {
    const { networkId, close = false, dryRun = false } = request;
    const closes = close && !dryRun;
    // A rehearsal warms the server's caches and plans, so that the network is closed for a shorter time.
    if (closes && plan.since !== undefined) await this.writeTar({ ...request, dryRun: true }, plan);
    const began = performance.now();
    if (closes) await this.moves.close(networkId);
    try {
      const made = await this.writeTar(request, plan);
      return { ...made, closedMs: performance.now() - began };
    } catch (error) {
      if (closes) await this.moves.open(networkId);
      throw error;
    }
  }

  private async writeTar(
    { out, dryRun = false, ...request }: ArchiveRequest,
    plan: Plan,
  ): Promise<Manifest & { readonly signedBy: string }> {
    const draft = path.join(plan.folder, dryRun ? 'rehearsal.tar' : 'archive.tar');
    const tar = await TarWriter.create(draft);
    try {
      const manifest = await plan.connection.snapshot((tx) => this.writeFiles({ tx, tar }, request, plan));
      const text = `${JSON.stringify(manifest, null, 1)}\n`;
      const signed = this.seals.sign(text);
      await tar.addText(MANIFEST, text);
      await tar.addText(SIGNATURE, `${JSON.stringify(signed)}\n`);
      await tar.end();
      if (!dryRun) await rename(draft, out);
      return { ...manifest, signedBy: signed.publicKey };
    } catch (error) {
      await tar.close().catch(() => undefined);
      throw error;
    }
  }

  /** Writes the files of all tables and returns their list. */
  private async writeFiles(
    { tx, tar }: { readonly tx: BulkTransaction; readonly tar: TarWriter },
    { networkId, close = false }: Pick<ArchiveRequest, 'networkId' | 'close'>,
    { since, key, schema, tables }: Plan,
  ): Promise<Manifest> {
    const network = await readNetwork(tx, networkId);
    const position = await readPosition(tx, networkId);
    if (since !== undefined && since.position.epoch !== position.epoch)
      throw new Error('The database was restored since the earlier part: make a whole archive.');
    const secrets = key && new ArchiveSecrets(this.pii, network, ringOf(key.bytes));
    const writer = new TableFiles(tx, this.pii, { networkId, secrets, tar, tables });
    const files = await writer.writeTables(since?.position.xid);
    const totals = await readTotals(tx, networkId);
    return {
      form: since === undefined ? ARCHIVE_FORM : PART_FORM,
      createdAt: this.clock.now().toISOString(),
      schema,
      network,
      ...(key === undefined ? { within: proofOfKeys(this.pii, networkId) } : { key: key.wrapped }),
      seals: await this.seals.describe(networkId, totals.lastSeal),
      totals,
      files,
      leftOut: leftOutOf(key === undefined),
      position,
      closed: close,
      ...(since !== undefined && { since: { manifest: since.manifest, ...(await writer.writeKeys()) } }),
    };
  }

  private async readEarlier(file: string, networkId: string): Promise<NonNullable<Plan['since']>> {
    const tar = await TarReader.open(file);
    try {
      const { manifest, digest } = await readManifest(tar, this.seals);
      if (manifest.network.id !== networkId) throw new Error(`${file} is an archive of another network.`);
      if (manifest.closed) throw new Error(`${file} is the last part of an archive: nothing comes after it.`);
      return { manifest: digest, position: manifest.position };
    } finally {
      await tar.close();
    }
  }
}

async function readNetwork(tx: BulkTransaction, networkId: string): Promise<Manifest['network']> {
  const [row] = await tx.query<{ id: string; code: string; name: string; isSandbox: boolean }>(
    'SELECT id, code, name, sandbox_of IS NOT NULL AS "isSandbox" FROM networks WHERE id = $1',
    [networkId],
  );
  if (row === undefined) throw new Error('There is no such network.');
  if (row.isSandbox) throw new Error('A sandbox has no archive: archive its network, and make a new sandbox there.');
  return { id: row.id, code: row.code, name: row.name };
}

/** Removes what killed runs left beside the file. A folder names the process that made it. */
async function removeDrafts(out: string): Promise<void> {
  const [parent, prefix] = [path.dirname(out), `${path.basename(out)}${DRAFT}`];
  for (const name of await readdir(parent).catch(() => [])) {
    if (!name.startsWith(prefix)) continue;
    const pid = Number(name.slice(prefix.length).split('-', 1)[0]);
    if (!isRunning(pid)) await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return Number.isInteger(pid) && process.kill(pid, 0);
  } catch (error) {
    // Another user's process runs, too.
    return isNativeError(error) && 'code' in error && error.code === 'EPERM';
  }
}

async function readPosition(tx: BulkTransaction, networkId: string): Promise<ArchivePosition> {
  const [row] = await tx.query<ArchivePosition>(
    'SELECT epoch, pg_snapshot_xmin(pg_current_snapshot())::text AS xid FROM networks WHERE id = $1',
    [networkId],
  );
  if (row === undefined) throw new Error('There is no such network.');
  return row;
}
