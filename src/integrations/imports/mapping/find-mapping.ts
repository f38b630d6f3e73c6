import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { z } from 'zod';
import type { Tx } from '../../../platform/database/database';
import { codeOf, ImportFileError } from '../file/import-file.error';
import { DATA_FOLDER } from './data-folder';
import { type BalanceMapping, balanceMappingSchema } from './balance-mapping';
import { type GuestMapping, guestMappingSchema } from './guest-mapping';
import { receiptMappingSchema, type ReceiptMapping } from './receipt-mapping';

const SHIPPED = join(DATA_FOLDER, 'mappings');
/** Far more than any mapping has, so that a large file given by mistake is not read whole. */
const LONGEST_FILE_BYTES = 1024 * 1024;
/** Error codes of a path that does not exist. */
const NOT_THERE: readonly string[] = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/**
 * Finds a mapping by name, or reads it from a JSON file. The network stores a file's mapping under the mapping's name, so that next time the name
 * suffices. A name means the network's own mapping, else a shipped one, else a file. Throws ImportFileError.
 */
export async function findMapping(tx: Tx, networkId: string, nameOrFile: string): Promise<ReceiptMapping> {
  const { document, name } = await findDocument(tx, networkId, nameOrFile);
  return parseMapping(receiptMappingSchema, document, name);
}

/** Like `findMapping`, for files of guests. Throws ImportFileError. */
export async function findGuestMapping(tx: Tx, networkId: string, nameOrFile: string): Promise<GuestMapping> {
  const { document, name } = await findDocument(tx, networkId, nameOrFile);
  return parseMapping(guestMappingSchema, document, name);
}

/** Like `findMapping`, for files of balances. Throws ImportFileError. */
export async function findBalanceMapping(tx: Tx, networkId: string, nameOrFile: string): Promise<BalanceMapping> {
  const { document, name } = await findDocument(tx, networkId, nameOrFile);
  return parseMapping(balanceMappingSchema, document, name);
}

interface NamedDocument {
  readonly document: unknown;
  readonly name: string;
}

/** The mapping that the network stored under this name; undefined: none. */
export async function findSavedMapping(tx: Tx, networkId: string, name: string): Promise<unknown> {
  const saved = await tx.maybe<{ mapping: unknown }>`
    SELECT mapping FROM import_mappings WHERE network_id = ${networkId} AND name = ${name}`;
  return saved?.mapping;
}

async function findDocument(tx: Tx, networkId: string, nameOrFile: string): Promise<NamedDocument> {
  const saved = await findSavedMapping(tx, networkId, nameOrFile);
  if (saved !== undefined) return { document: saved, name: nameOrFile };
  const isShipped = (await readdir(SHIPPED)).includes(`${nameOrFile}.json`);
  const path = isShipped ? join(SHIPPED, `${nameOrFile}.json`) : nameOrFile;
  return { document: await readDocument(path), name: path };
}

/** A shipped mapping from `data/mappings`. Throws ImportFileError. */
export async function readShippedMapping(name: string): Promise<ReceiptMapping> {
  const path = join(SHIPPED, `${name}.json`);
  return parseMapping(receiptMappingSchema, await readDocument(path), path);
}

/** Stores a mapping for further files of the same form; a newer mapping replaces one of the same name. */
export async function saveMapping(
  tx: Tx,
  networkId: string,
  mapping: ReceiptMapping | GuestMapping | BalanceMapping,
): Promise<void> {
  await tx.query`
    INSERT INTO import_mappings (network_id, name, mapping) VALUES (${networkId}, ${mapping.name}, ${JSON.stringify(mapping)})
     ON CONFLICT (network_id, name) DO UPDATE SET mapping = excluded.mapping, saved_at = now()`;
}

async function readDocument(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ImportFileError('mapping_invalid', `${path} is no JSON`);
  }
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

function parseMapping<Mapping>(schema: z.ZodType<Mapping>, document: unknown, name: string): Mapping {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || name}: ${issue.message}`);
  throw new ImportFileError('mapping_invalid', faults.join('; '));
}
