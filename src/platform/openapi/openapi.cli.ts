import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { Command } from 'commander';
import { makeFolder } from '../files/make-folder';
import { renderApiReference } from './api-reference';
import { describeApi } from './openapi';

/** `openapi`: writes the document from which clients are made, and the reference that is made from it. */
export function registerOpenApiCommand(program: Command, app: () => Promise<INestApplication>): void {
  program
    .command('openapi')
    .description('write the OpenAPI document and the API reference; needs no database')
    .option('--document <file>', 'where the document goes', 'dist/openapi.json')
    .option('--reference <file>', 'where the reference goes', 'docs/api.md')
    .option('--no-reference', 'leave the reference as it is')
    .action(async (files: { document: string; reference: string | false }) => {
      const served = await app();
      try {
        const document = describeApi(served);
        await write(files.document, `${JSON.stringify(document, null, 2)}\n`);
        if (files.reference !== false) await write(files.reference, renderApiReference(document));
      } finally {
        await served.close();
      }
    });
}

async function write(file: string, content: string): Promise<void> {
  await makeFolder(path.dirname(file));
  await writeFile(file, content);
}
