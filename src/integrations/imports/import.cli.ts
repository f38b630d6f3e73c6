import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { ImportFileError } from './file/import-file.error';
import { ImportReceipts } from './import-receipts';
import { summaryLines } from './import-summary';
import { progressOn } from './progress';

interface Options {
  readonly network: string;
  readonly mapping: string;
  readonly dryRun?: true;
  readonly rejects?: string;
  readonly moveToYesterday?: true;
  readonly acceptRejects?: true;
  readonly again?: true;
}

/** `import receipts FILE`: a network's own history, from the sheet that its old system wrote. */
export function registerImportCommand(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('import')
    .description("bring a network's own history")
    .command('receipts')
    .description('record the receipts of a CSV through the decision and the ledger that the till uses (docs/import.md)')
    .argument('<file>', '.csv or .csv.gz')
    .requiredOption('--network <code>', 'whose history it is')
    .requiredOption('--mapping <name>', 'saved or shipped mapping, or a JSON file')
    .option('--dry-run', 'decide and count, write nothing')
    .option('--rejects <file>', 'write what could not be recorded there, with reasons')
    .option('--move-to-yesterday', 'move all times by whole days so that the last day is yesterday')
    .option('--accept-rejects', 'go on although most rows are rejected')
    .option('--again', 'run again what an earlier import of this file rejected, also with the same mapping')
    .action(async (file: string, options: Options) => {
      try {
        await importReceipts(await app(), file, options);
      } catch (error) {
        if (!(error instanceof ImportFileError)) throw error;
        console.error(`${error.message} [${error.code}]`);
        if (error.code === 'mostly_rejected' && options.rejects !== undefined)
          console.error(`Reasons: ${options.rejects}`);
        process.exitCode = 1;
      }
    });
}

async function importReceipts(context: INestApplicationContext, file: string, options: Options): Promise<void> {
  const networkId = await networkIdOf(context, options.network);
  const summary = await context.get(ImportReceipts).run({
    networkId,
    file,
    mapping: options.mapping,
    dryRun: options.dryRun === true,
    rejectsFile: options.rejects,
    moveToYesterday: options.moveToYesterday === true,
    acceptRejects: options.acceptRejects === true,
    again: options.again === true,
    progress: progressOn(process.stderr, file),
  });
  for (const line of summaryLines(summary)) console.log(line);
}
