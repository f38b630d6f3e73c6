import { readFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';

/** Reads a file that the user of a command named. The error names the file, because Node's own error does not when the path is a folder. */
export async function textOfFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isNativeError(error)) Object.assign(error, { path });
    throw error;
  }
}
