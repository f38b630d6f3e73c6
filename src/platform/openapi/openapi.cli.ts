import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { Command } from 'commander';
import { makeFolder } from '../files/make-folder';
import { describeApi } from './openapi';

/** `openapi`: writes the document from which clients are made. */
export function registerOpenApiCommand(program: Command, app: () => Promise<INestApplication>): void {
  program
    .command('openapi')
    .description('write the OpenAPI document; needs no database')
    .option('--document <file>', 'where the document goes', 'openapi.json')
    .action(async (files: { document: string }) => {
      const served = await app();
      try {
        await makeFolder(path.dirname(files.document));
        await writeFile(files.document, `${JSON.stringify(describeApi(served), null, 2)}\n`);
      } finally {
        await served.close();
      }
    });
}
