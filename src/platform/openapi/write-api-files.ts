import { readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { OpenAPIObject } from '@nestjs/swagger';
import { makeFolder } from '../files/make-folder';
import { type ApiFileName, BROTLI, GZIP } from './api-files';
import { documentsOf } from './documents';
import { referencePage } from './reference-page';

/** Nearly as small as the best, in a tenth of the time. */
const BROTLI_QUALITY = 9;

/** Writes into a folder the files by which a server describes its API (`ApiFiles`). The document of the platform is written last. */
export async function writeApiFiles(all: OpenAPIObject, folder: string): Promise<void> {
  const { platform, earlier } = documentsOf(all);
  await makeFolder(path.join(folder, 'reference'));
  // Resolves Swagger UI from Nest's own dependency, so that their versions match.
  const ofNest = createRequire(require.resolve('@nestjs/swagger'));
  const swagger = path.dirname(ofNest.resolve('swagger-ui-dist/package.json'));
  const contents: Record<ApiFileName, string | Buffer> = {
    'reference/swagger-ui.js': await readFile(path.join(swagger, 'swagger-ui-bundle.js')),
    'reference/swagger-ui.css': await readFile(path.join(swagger, 'swagger-ui.css')),
    'reference/page.js': await readFile(path.join(__dirname, 'reference/page.js')),
    'reference/page.css': await readFile(path.join(__dirname, 'reference/page.css')),
    'reference/index.html': referencePage(platform, {
      document: '/api/openapi.json',
      other: { address: '/api/docs/earlier', name: 'Calls of earlier systems' },
    }),
    'reference/earlier.html': referencePage(earlier, {
      document: '/api/openapi-earlier.json',
      other: { address: '/api/docs', name: 'The API of the platform' },
    }),
    'openapi-earlier.json': JSON.stringify(earlier),
    'openapi.json': JSON.stringify(platform),
  };
  for (const [name, content] of Object.entries(contents)) await writeForms(path.join(folder, name), content);
}

/** The compressed forms come first: a server that finds the file finds all of them. */
async function writeForms(file: string, content: string | Buffer): Promise<void> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  const forms = {
    [BROTLI]: await promisify(brotliCompress)(content, { params }),
    [GZIP]: await promisify(gzip)(content, { level: 9 }),
    '': content,
  };
  for (const [extension, form] of Object.entries(forms)) {
    await writeFile(`${file}${extension}.new`, form);
    await rename(`${file}${extension}.new`, `${file}${extension}`);
  }
}
