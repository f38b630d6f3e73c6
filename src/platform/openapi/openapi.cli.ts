import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { INestApplication } from '@nestjs/common';
import type { Command } from 'commander';
import { makeFolder } from '../files/make-folder';
import { documentsOf } from './documents';
import { describeApi } from './openapi';
import { writeApiFiles } from './write-api-files';

/** `openapi`: writes the document from which clients are made, or all that a server serves of it. */
export function registerOpenApiCommand(program: Command, app: () => Promise<INestApplication>): void {
  program
    .command('openapi')
    .description('write the OpenAPI document; needs no database')
    .option('--document <file>', 'where the document goes', 'openapi.json')
    .option('--to-serve <folder>', 'where the build puts the document, its page and their compressed forms')
    .action(async (files: { document: string; toServe?: string }) => {
      const served = await app();
      try {
        const all = describeApi(served);
        if (files.toServe !== undefined) {
          await writeApiFiles(all, files.toServe);
          return;
        }
        await makeFolder(path.dirname(files.document));
        await writeFile(files.document, `${JSON.stringify(documentsOf(all).platform, null, 2)}\n`);
      } finally {
        await served.close();
      }
    });
}
