import { readFile } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';

/** The text of a file that a command was given; a failure names it, which Node leaves out of a folder read like a file. */
export async function textOfFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isNativeError(error)) Object.assign(error, { path });
    throw error;
  }
}
