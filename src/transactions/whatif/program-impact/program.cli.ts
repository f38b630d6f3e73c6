import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { instantGiven, wholeNumber } from '../../../platform/cli/arguments';
import { grouped, progressLine } from '../../../platform/cli/progress-line';
import { textOfFile } from '../../../platform/cli/text-of-file';
import { ProgramFiles, readProgramFile } from './program-files';

type App = () => Promise<INestApplicationContext>;

/** Exit code for a file that takes something from guests or pays more, so that a pipeline stops until a person has looked at it. */
const ASKS = 2;

/** `program export | validate | plan | apply`: a network's programme as a file that is reviewed like code. */
export function registerProgramCommands(root: Command, app: App): void {
  const program = root.command('program').description("a network's program as a file");
  program
    .command('export')
    .description('write a program as YAML; the one in force, or a version')
    .requiredOption('--network <code>', 'network')
    .option('--version <number>', 'version')
    .action(async ({ network, version }: { network: string; version?: string }) => {
      const context = await app();
      const asked = version === undefined ? undefined : wholeNumber('version', version);
      process.stdout.write(await context.get(ProgramFiles).write(await networkIdOf(context, network), asked));
    });
  program
    .command('validate <file>')
    .description('say what is wrong with a file, changing nothing')
    .action(async (file: string) => {
      readProgramFile(await textOfFile(file), null);
      console.log('The file is a programme.');
    });
  program
    .command('plan <file>')
    .description(
      `say what a file would change and for whom; ends with ${String(ASKS)} where another manager has to approve it`,
    )
    .requiredOption('--network <code>', 'network')
    .action(async (file: string, { network }: { network: string }) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const text = await textOfFile(file);
      const line = progressLine(process.stderr, file);
      const { lines, asks } = await context.get(ProgramFiles).plan(networkId, text, (guests) => {
        line.show(`${grouped(guests)} guests`);
      });
      line.end();
      console.log(lines.length === 0 ? 'Nothing changes.' : lines.join('\n'));
      if (asks) process.exitCode = ASKS;
    });
  program
    .command('apply <file>')
    .description('publish a file; what takes something from guests or pays more waits for a manager')
    .requiredOption('--network <code>', 'network')
    .option('--at <time>', 'when it comes into force, RFC 3339')
    .action(async (file: string, { network, at }: { network: string; at?: string }) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const effectiveFrom = at === undefined ? undefined : new Date(instantGiven('at', at));
      const row = await context.get(ProgramFiles).apply(networkId, await textOfFile(file), effectiveFrom);
      if (row === null) console.log('Nothing changes.');
      else if (row.status === 'DRAFT') console.log(`Version ${String(row.version)} waits for another manager.`);
      else console.log(`Version ${String(row.version)} decides from ${row.effectiveFrom?.toISOString() ?? ''}.`);
    });
}
