import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Tx } from '../../../platform/database/database';
import { codeOf, ImportFileError } from '../file/import-file.error';
import { DATA_FOLDER } from '../data-folder';
import { receiptMappingSchema, type ReceiptMapping } from './receipt-mapping';

const SHIPPED = join(DATA_FOLDER, 'mappings');
/** Far above any mapping, so that a sheet or a device given for one is not read to its end. */
const LONGEST_FILE_BYTES = 1024 * 1024;
/** Error codes of a path that leads nowhere. */
const NOT_THERE: readonly string[] = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/**
 * The mapping of a name or of a JSON file. A file's mapping is kept by the network under its own name, so that the
 * next file needs the name alone; the network's own comes before one that is shipped, and that before a file of the
 * same name. Throws ImportFileError.
 */
export async function findMapping(tx: Tx, networkId: string, nameOrFile: string): Promise<ReceiptMapping> {
  const saved = await tx.maybe<{ mapping: unknown }>(
    'SELECT mapping FROM import_mappings WHERE network_id = $1 AND name = $2',
    [networkId, nameOrFile],
  );
  if (saved !== undefined) return parseMapping(saved.mapping, nameOrFile);
  const isShipped = (await readdir(SHIPPED)).includes(`${nameOrFile}.json`);
  return isShipped ? readShippedMapping(nameOrFile) : readMapping(nameOrFile);
}

/** A mapping of the project's own `data/mappings`. Throws ImportFileError. */
export function readShippedMapping(name: string): Promise<ReceiptMapping> {
  return readMapping(join(SHIPPED, `${name}.json`));
}

/** Keeps a mapping for the next file of the same form; the newest of a name wins. */
export async function saveMapping(tx: Tx, networkId: string, mapping: ReceiptMapping): Promise<void> {
  await tx.query(
    `INSERT INTO import_mappings (network_id, name, mapping) VALUES ($1, $2, $3)
     ON CONFLICT (network_id, name) DO UPDATE SET mapping = excluded.mapping, saved_at = now()`,
    [networkId, mapping.name, JSON.stringify(mapping)],
  );
}

async function readMapping(path: string): Promise<ReceiptMapping> {
  const text = await readText(path);
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw new ImportFileError('mapping_invalid', `${path} is no JSON`);
  }
  return parseMapping(document, path);
}

async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  if (bytes.length > LONGEST_FILE_BYTES) throw new ImportFileError('mapping_invalid', `${path} is longer than 1 MiB`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImportFileError('mapping_invalid', `${path} is no text in UTF-8`);
  }
}

async function readBytes(path: string): Promise<Buffer> {
  try {
    return await buffer(createReadStream(path, { end: LONGEST_FILE_BYTES }));
  } catch (error) {
    const code = codeOf(error);
    if (NOT_THERE.includes(code)) throw new ImportFileError('mapping_not_found', path);
    throw new ImportFileError('mapping_unreadable', `${path} (${code})`);
  }
}

function parseMapping(document: unknown, name: string): ReceiptMapping {
  const parsed = receiptMappingSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || name}: ${issue.message}`);
  throw new ImportFileError('mapping_invalid', faults.join('; '));
}
