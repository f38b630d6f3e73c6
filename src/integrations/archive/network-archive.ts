import { createWriteStream } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { once } from 'node:events';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock';
import { type BulkTransaction, pagesOf, snapshotOfAll } from '../../platform/database/bulk-connection';
import { type CarriedKeys, Pii } from '../../security';
import { SealHandover } from '../../transactions';
import { type CatalogueTable, listTables, readSchemaVersion, readTotals } from './archive-catalogue.sql';
import { makeArchiveKey, ringOf, wrapKey } from './archive-key';
import { ARCHIVE_FORM, type Manifest, MANIFEST, type ManifestFile, SIGNATURE } from './archive-manifest';
import { type ArchivedRow, ArchiveSecrets } from './archive-secrets';
import { ARCHIVED_TABLES, inOrderOfKeys, LEFT_OUT, rowsOfNetwork } from './archive-tables.rules';
import { RowsDigest } from './rows-digest';
import { TarWriter } from './tar-file';

const ROWS_AT_ONCE = 2_000;
/** A row of a picture has megabytes. */
const PICTURES_AT_ONCE = 20;

export interface ArchiveRequest {
  readonly networkId: string;
  /** Path of the tar; nothing may stand there. */
  readonly out: string;
  /** The receiver's public key in PEM. */
  readonly receiver: string;
  /** The connection that reads all rows. */
  readonly url: string;
}

interface EncryptedAddresses {
  readonly phone: Buffer | null;
  readonly email: Buffer | null;
}

/** The files of one archive while it is made. */
interface Making {
  readonly tx: BulkTransaction;
  readonly networkId: string;
  readonly secrets: ArchiveSecrets;
  readonly folder: string;
  readonly addresses: ReadonlyMap<string, string>;
}

/** Writes everything that belongs to a network into one signed tar, of one moment, while its tills sell (docs/archive.md). */
@Injectable()
export class NetworkArchive {
  constructor(
    private readonly pii: Pii,
    private readonly seals: SealHandover,
    private readonly clock: Clock,
  ) {}

  /** The contents of the archive. Refuses a sandbox, and a file that is there. */
  async write({ networkId, out, receiver, url }: ArchiveRequest): Promise<Manifest & { readonly signedBy: string }> {
    const key = makeArchiveKey();
    const wrapped = wrapKey(key, receiver);
    const folder = await mkdtemp(`${path.resolve(out)}.partial-`);
    try {
      const manifest = await snapshotOfAll(url, async (tx) => {
        const network = await readNetwork(tx, networkId);
        const secrets = new ArchiveSecrets(this.pii, network, ringOf(key));
        const addresses = await this.readStopped(tx, networkId);
        const files = await this.writeTables({ tx, networkId, secrets, folder, addresses });
        const totals = await readTotals(tx, networkId);
        return {
          form: ARCHIVE_FORM,
          createdAt: this.clock.now().toISOString(),
          schema: await readSchemaVersion(tx),
          network,
          key: wrapped,
          seals: await this.seals.describe(networkId, totals.lastSeal),
          totals,
          files,
          leftOut: LEFT_OUT,
        } satisfies Manifest;
      });
      const text = `${JSON.stringify(manifest, null, 1)}\n`;
      const signed = this.seals.sign(text);
      const draft = path.join(folder, 'archive.tar');
      const tar = await TarWriter.create(draft);
      await tar.addText(MANIFEST, text);
      await tar.addText(SIGNATURE, `${JSON.stringify(signed)}\n`);
      for (const { name, table } of manifest.files) await tar.addFile(name, fileOf(folder, table));
      await tar.end();
      await rename(draft, out);
      return { ...manifest, signedBy: signed.publicKey };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async writeTables(making: Making): Promise<ManifestFile[]> {
    const catalogue = await listTables(making.tx);
    const byName = new Map(catalogue.map((table) => [table.table, table]));
    const keys = catalogue.flatMap(({ table, names }) => names.map((name) => [table, name] as const));
    const files: ManifestFile[] = [];
    for (const name of inOrderOfKeys(ARCHIVED_TABLES, keys)) {
      const table = byName.get(name);
      if (table === undefined) throw new Error(`The database has no table ${name}.`);
      files.push(await this.writeTable(making, table));
    }
    return files;
  }

  private async writeTable(making: Making, { table, columns, key }: CatalogueTable): Promise<ManifestFile> {
    const { tx, networkId, folder } = making;
    const digest = new RowsDigest();
    const atOnce = columns.some(({ name }) => name === 'bytes') ? PICTURES_AT_ONCE : ROWS_AT_ONCE;
    const stream = createWriteStream(fileOf(folder, table), { mode: 0o600 });
    const selected = columns.map(({ name, type }) => (isJson(type) ? `t."${name}"::text AS "${name}"` : `t."${name}"`));
    const select = `SELECT row_to_json(r)::text AS line
      FROM (SELECT ${selected.join(', ')} FROM ${table} t WHERE ${rowsOfNetwork(table)}
            ORDER BY ${key.map((name) => `t."${name}"`).join(', ')}) r`;
    for await (const rows of pagesOf<{ line: string }>(tx, select, [networkId], atOnce)) {
      const lines: string[] = [];
      for (const { line } of rows) {
        const kept = ArchiveSecrets.changes(table) ? await this.closedLine(making, table, line) : line;
        if (kept === undefined) continue;
        digest.add(kept);
        lines.push(`${kept}\n`);
      }
      if (!stream.write(lines.join(''))) await once(stream, 'drain');
    }
    stream.end();
    await once(stream, 'finish');
    return { name: `tables/${table}.jsonl`, table, columns, ...digest.end() };
  }

  private async closedLine(making: Making, table: string, line: string): Promise<string | undefined> {
    const row = JSON.parse(line) as ArchivedRow;
    if (table === 'networks') row.carried_keys_encrypted = await this.couponKeys(making);
    const closed = making.secrets.closed(table, row, making.addresses);
    return closed === undefined ? undefined : JSON.stringify(closed);
  }

  /** The keys of the network's coupon codes, encrypted as this installation encrypts. */
  private async couponKeys({ tx, networkId }: Making): Promise<string> {
    const batches = await tx.query<{ id: string }>('SELECT id FROM coupon_batches WHERE network_id = $1', [networkId]);
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

  /** Addresses of guests to which no messages go, by the blind index under which they are stopped. */
  private async readStopped(tx: BulkTransaction, networkId: string): Promise<Map<string, string>> {
    const stopped = await tx.query<{ digest: string }>(
      `SELECT DISTINCT encode(recipient_index, 'hex') AS digest FROM stopped_addresses WHERE network_id = $1`,
      [networkId],
    );
    const wanted = new Set(stopped.map(({ digest }) => digest));
    const found = new Map<string, string>();
    if (wanted.size === 0) return found;
    const select = 'SELECT phone_encrypted AS phone, email_encrypted AS email FROM guests WHERE network_id = $1';
    for await (const rows of pagesOf<EncryptedAddresses>(tx, select, [networkId], ROWS_AT_ONCE))
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

async function readNetwork(tx: BulkTransaction, networkId: string): Promise<Manifest['network']> {
  const [row] = await tx.query<{ id: string; code: string; name: string; isSandbox: boolean }>(
    'SELECT id, code, name, sandbox_of IS NOT NULL AS "isSandbox" FROM networks WHERE id = $1',
    [networkId],
  );
  if (row === undefined) throw new Error('There is no such network.');
  if (row.isSandbox) throw new Error('A sandbox has no archive: archive its network, and make a new sandbox there.');
  return { id: row.id, code: row.code, name: row.name };
}

function isJson(type: string): boolean {
  return type === 'json' || type === 'jsonb';
}

function fileOf(folder: string, table: string): string {
  return path.join(folder, `${table}.jsonl`);
}
