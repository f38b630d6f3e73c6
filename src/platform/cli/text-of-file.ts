import { readFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';

/** Reads a file that the user of a command named. A failure names the file, which Node leaves out for a folder. */
export async function textOfFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isNativeError(error)) Object.assign(error, { path });
    throw error;
  }
}
