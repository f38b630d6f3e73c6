import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { grouped, progressLine } from '../../platform/cli/progress-line';
import { Database } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import { NO_ORIGIN } from '../../security';
import { FACT_NAMES } from '../facts/facts.rules';
import { EXPORT_FORMATS, exportQuerySchema } from './export.dto';
import { FactExports } from './fact-exports.query';
import { FactFolders, type FolderState, rowsOf } from './fact-folders';

interface Options {
  readonly network: string;
  readonly fact: string;
  readonly from: string;
  readonly to: string;
  readonly format: string;
  readonly out?: string;
  readonly bucket?: true;
}

/** `facts write`: writes a period's facts into a folder or the installation's bucket. */
export function registerFactCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('facts')
    .description('what happened in a network, for other programs')
    .command('write')
    .description('write the facts of a period as CSV or Parquet into a folder or the bucket')
    .requiredOption('--network <code>', 'network')
    .requiredOption('--fact <name>', FACT_NAMES.join(', '))
    .requiredOption('--from <date>', 'first business date on which they were recorded')
    .requiredOption('--to <date>', 'last business date, at most 366 days in all')
    .option('--format <form>', EXPORT_FORMATS.join(' or '), 'csv')
    .option('--out <folder>', 'where the files go')
    .option('--bucket', 'into the bucket of PICTURES_BUCKET_URL, in place of a folder')
    .action(async ({ network, out, bucket, ...given }: Options) => {
      const query = exportQuerySchema.safeParse(given);
      if (!query.success)
        throw new Error(
          `--fact is one of ${FACT_NAMES.join(', ')}; --from and --to are dates as 2026-10-01, at most 366 days; --format is ${EXPORT_FORMATS.join(' or ')}`,
        );
      if ((out === undefined) === (bucket === undefined))
        throw new Error('say where the files go: either --out FOLDER or --bucket');
      if (bucket === true && settings.picturesBucket === undefined)
        throw new Error('--bucket needs a bucket in the settings: PICTURES_BUCKET_URL');
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const [folders, place, line] = [context.get(FactFolders), out ?? null, progressLine(process.stderr, 'facts')];
      const author = { actor: 'system', origin: NO_ORIGIN } as const;
      await context
        .get(Database)
        .inNetwork(networkId, (tx) => context.get(FactExports).note(tx, networkId, query.data, author));
      let state: FolderState = { files: [], after: null };
      do {
        state = await folders.writeNext(networkId, query.data, place, state);
        line.show(grouped(rowsOf(state.files)));
      } while (state.after !== null);
      line.end();
      const [rows, files] = [rowsOf(state.files), state.files.length];
      console.log(
        `${folders.folderOf(networkId, query.data, place)}: ${grouped(rows)} facts, ${grouped(files)} files and list.json`,
      );
    });
}
