import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tx } from '../../../platform/database/database';
import { ImportFileError } from '../file/import-file.error';
import { DATA_FOLDER } from '../data-folder';
import { receiptMappingSchema, type ReceiptMapping } from './receipt-mapping';

const SHIPPED = join(DATA_FOLDER, 'mappings');

/**
 * The mapping of a name or of a JSON file. A file's mapping is kept by the network under its own name, so that the
 * next file needs the name alone; the network's own comes before one that is shipped. Throws ImportFileError.
 */
export async function findMapping(tx: Tx, networkId: string, nameOrFile: string): Promise<ReceiptMapping> {
  if (nameOrFile.endsWith('.json')) return parseMapping(await readMappingFile(nameOrFile), nameOrFile);
  const saved = await tx.maybe<{ mapping: unknown }>(
    'SELECT mapping FROM import_mappings WHERE network_id = $1 AND name = $2',
    [networkId, nameOrFile],
  );
  if (saved !== undefined) return parseMapping(saved.mapping, nameOrFile);
  return readShippedMapping(nameOrFile);
}

/** A mapping of the project's own `data/mappings`. Throws ImportFileError. */
export async function readShippedMapping(name: string): Promise<ReceiptMapping> {
  const shipped = await readdir(SHIPPED);
  if (!shipped.includes(`${name}.json`)) throw new ImportFileError('mapping_not_found', name);
  return parseMapping(await readMappingFile(join(SHIPPED, `${name}.json`)), name);
}

/** Keeps a mapping for the next file of the same form; the newest of a name wins. */
export async function saveMapping(tx: Tx, networkId: string, mapping: ReceiptMapping): Promise<void> {
  await tx.query(
    `INSERT INTO import_mappings (network_id, name, mapping) VALUES ($1, $2, $3)
     ON CONFLICT (network_id, name) DO UPDATE SET mapping = excluded.mapping, saved_at = now()`,
    [networkId, mapping.name, JSON.stringify(mapping)],
  );
}

async function readMappingFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    throw new ImportFileError('mapping_not_found', path);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new ImportFileError('mapping_invalid', `${path} is no JSON`);
  }
}

function parseMapping(document: unknown, name: string): ReceiptMapping {
  const parsed = receiptMappingSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || name}: ${issue.message}`);
  throw new ImportFileError('mapping_invalid', faults.join('; '));
}
