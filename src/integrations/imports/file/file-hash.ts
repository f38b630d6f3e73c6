import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { codeOf, ImportFileError } from './import-file.error';

/** Identifies a file by its content, whatever its path and name. */
export interface FileIdentity {
  /** sha256 of its bytes, hex. */
  readonly hash: string;
  readonly bytes: number;
}

/** Reads a file and returns its identity. Throws ImportFileError when it can't be read. */
export async function identifyFile(path: string): Promise<FileIdentity> {
  try {
    const { size } = await stat(path);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
    return { hash: hash.digest('hex'), bytes: size };
  } catch (error) {
    throw new ImportFileError('file_not_found', `${path} (${codeOf(error)})`);
  }
}
