import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Files of the API's description in `dist`, which the build makes, with their media types. */
export const API_FILES = {
  'openapi.json': 'application/json; charset=utf-8',
  'openapi-earlier.json': 'application/json; charset=utf-8',
  'reference/index.html': 'text/html; charset=utf-8',
  'reference/earlier.html': 'text/html; charset=utf-8',
  'reference/page.css': 'text/css; charset=utf-8',
  'reference/page.js': 'text/javascript; charset=utf-8',
  'reference/swagger-ui.css': 'text/css; charset=utf-8',
  'reference/swagger-ui.js': 'text/javascript; charset=utf-8',
} as const satisfies Record<string, string>;

export type ApiFileName = keyof typeof API_FILES;

/** A file in three encodings. */
export interface ApiFile {
  readonly plain: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
  /** A weak tag, because all forms share it. */
  readonly tag: string;
}

/** Extensions of the compressed forms. */
export const GZIP = '.gz';
export const BROTLI = '.br';

/**
 * The files of the API's description. A server only reads them: to describe the API takes seconds, in which it would answer nobody. Each is read at
 * its first request and shared by all later ones, because the document is the largest response without a sign-in.
 */
export class ApiFiles {
  private readonly files = new Map<ApiFileName, Promise<ApiFile | undefined>>();

  constructor(private readonly folder: string) {}

  /** Undefined while the build has not made the file. */
  async find(name: ApiFileName): Promise<ApiFile | undefined> {
    const reading = this.files.get(name) ?? readForms(path.join(this.folder, name));
    this.files.set(name, reading);
    try {
      const file = await reading;
      if (file === undefined) this.files.delete(name);
      return file;
    } catch (error) {
      this.files.delete(name);
      throw error;
    }
  }
}

async function readForms(file: string): Promise<ApiFile | undefined> {
  try {
    // The last one that is written.
    const plain = await readFile(file);
    const [gzip, brotli] = await Promise.all([readFile(`${file}${GZIP}`), readFile(`${file}${BROTLI}`)]);
    const digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', plain)).toString('base64url');
    return { plain, gzip, brotli, tag: `W/"${digest.slice(0, 22)}"` };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
