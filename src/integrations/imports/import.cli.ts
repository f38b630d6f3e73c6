import type { INestApplicationContext } from '@nestjs/common';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';
import { CONSENT_BASES, type ConsentBasis, networkIdOf } from '../../configuration';
import { grouped } from '../../platform/cli/progress-line';
import { balanceSummaryLines, ImportBalances } from './balances/import-balances';
import { ImportFileError } from './file/import-file.error';
import { withText } from './file/unpacked-text';
import { ImportGuests } from './guests/import-guests';
import { guestSummaryLines } from './guests/guest-import-summary';
import { UndoGuests } from './guests/undo-guests';
import { ImportReceipts } from './receipt-files/import-receipts';
import { summaryLines } from './receipt-files/import-summary';
import { ENDED_POINTS, type EndedPoints, type TierEnd, tierEnd } from './mapping/guest-mapping';
import { progressOn } from './rows/progress';

interface Options {
  readonly network: string;
  readonly mapping: string;
  readonly dryRun?: true;
  readonly rejects?: string;
  readonly moveToYesterday?: true;
  readonly consentBasis?: ConsentBasis;
  readonly acceptRejects?: true;
  readonly again?: true;
}

interface GuestOptions {
  readonly consentBasis?: ConsentBasis;
  readonly tierEnd?: TierEnd;
  readonly endedPoints?: string;
  readonly roundPointsDown?: true;
  readonly network: string;
  readonly mapping?: string;
  readonly dryRun?: true;
  readonly rejects?: string;
}

interface BalanceOptions extends Pick<Options, 'network' | 'mapping' | 'dryRun' | 'rejects'> {
  readonly day?: string;
}

/** `import receipts`, `import guests` and `import balances`: a network's history, guests and balances, from files that its old system wrote. */
export function registerImportCommand(program: Command, app: () => Promise<INestApplicationContext>): void {
  const command = program.command('import').description("bring a network's own history and guests");
  registerGuestCommands(command, app);
  registerBalancesCommand(command, app);
  command
    .command('receipts')
    .description('record the receipts of a CSV through the decision and the ledger that the till uses (docs/import.md)')
    .argument('<file>', '.csv or .csv.gz')
    .requiredOption('--network <code>', 'whose history it is')
    .requiredOption('--mapping <name>', 'saved or shipped mapping, or a JSON file')
    .option('--dry-run', 'decide and count, write nothing')
    .option('--rejects <file>', 'write what could not be recorded there, with reasons')
    .option('--move-to-yesterday', 'move all times by whole days so that the last day is yesterday')
    .addOption(consentBasisOption())
    .option('--accept-rejects', 'go on although most rows are rejected')
    .option('--again', 'run again what an earlier import of this file rejected, also with the same mapping')
    .action(async (file: string, options: Options) => {
      await reportingFaults(options.rejects, async () => importReceipts(await app(), file, options));
    });
}

function registerBalancesCommand(command: Command, app: () => Promise<INestApplicationContext>): void {
  command
    .command('balances')
    .description('compare the balances of an earlier system with those of a shadow run (docs/shadow-run.md)')
    .argument('<file>', '.csv, .tsv, .csv.gz or .xlsx')
    .requiredOption('--network <code>', 'code of the shadow')
    .requiredOption('--mapping <name>', 'saved mapping, or a JSON file')
    .addOption(
      new Option('--day <day>', 'day of all balances, where no column says it').argParser((text: string) => {
        const parsed = z.iso.date().safeParse(text);
        if (!parsed.success) throw new InvalidArgumentError('a day such as 2027-01-31');
        return parsed.data;
      }),
    )
    .option('--dry-run', 'read and count, write nothing')
    .option('--rejects <file>', 'write the rows that are refused there, with reasons')
    .action(async (file: string, options: BalanceOptions) => {
      await reportingFaults(options.rejects, async () => importBalances(await app(), file, options));
    });
}

async function importBalances(context: INestApplicationContext, file: string, options: BalanceOptions): Promise<void> {
  const networkId = await networkIdOf(context, options.network);
  const summary = await withText(file, (text) =>
    context.get(ImportBalances).run({
      networkId,
      file: text,
      mapping: options.mapping,
      day: options.day ?? null,
      dryRun: options.dryRun === true,
      rejectsFile: options.rejects ?? null,
      progress: progressOn(process.stderr, file),
    }),
  );
  for (const line of balanceSummaryLines(summary)) console.log(line);
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
    consentBasis: options.consentBasis,
    acceptRejects: options.acceptRejects === true,
    again: options.again === true,
    progress: progressOn(process.stderr, file),
  });
  for (const line of summaryLines(summary)) console.log(line);
}

/** Where the guests of a file agreed, for networks that have to ask for a consent. */
function consentBasisOption(): Option {
  return new Option(
    '--consent-basis <basis>',
    'where new guests agreed whose row says nothing, where the law asks for a consent',
  ).choices(CONSENT_BASES);
}

function registerGuestCommands(command: Command, app: () => Promise<INestApplicationContext>): void {
  command
    .command('guests')
    .description('bring guests with cards, consents, balances and totals from a file (docs/import.md)')
    .argument('<file>', '.csv, .tsv, .csv.gz or .xlsx')
    .requiredOption('--network <code>', 'whose guests they are')
    .option('--mapping <name>', 'saved mapping or a JSON file; left out: guessed from the header and the first rows')
    .addOption(consentBasisOption())
    .addOption(
      new Option('--tier-end <end>', 'what a tier without a last day gets: program, forever or a day').argParser(
        tierEndOf,
      ),
    )
    .addOption(
      new Option('--ended-points <way>', 'what happens to points whose last day has passed').choices(
        ENDED_POINTS.map(wordOf),
      ),
    )
    .option('--round-points-down', 'round points with decimals down instead of refusing their rows')
    .option('--dry-run', 'say what would happen to each row, write nothing')
    .option('--rejects <file>', 'write the rows that are refused there, with reasons')
    .action(async (file: string, options: GuestOptions) => {
      await reportingFaults(options.rejects, async () => importGuests(await app(), file, options));
    });
  command
    .command('undo-guests')
    .description('take an import of guests back as a whole, while none of them has bought or spent')
    .argument('<import>', 'its id, as the import printed it')
    .requiredOption('--network <code>', 'whose guests they are')
    .action(async (importId: string, { network }: { readonly network: string }) => {
      await reportingFaults(undefined, async () => {
        const context = await app();
        if (!z.uuid().safeParse(importId).success) throw new ImportFileError('import_unknown', importId);
        const undone = await context.get(UndoGuests).run(await networkIdOf(context, network), importId);
        console.log(`Taken back: ${grouped(undone?.guests ?? 0)} guests.`);
        if (undone !== null && undone.kept > 0)
          console.log(`${grouped(undone.kept)} guests bought or spent meanwhile: they stay, with what they brought.`);
      });
    });
}

async function importGuests(context: INestApplicationContext, file: string, options: GuestOptions): Promise<void> {
  const networkId = await networkIdOf(context, options.network);
  const summary = await withText(file, (text) =>
    context.get(ImportGuests).run({
      networkId,
      file: text,
      mapping: options.mapping ?? null,
      dryRun: options.dryRun === true,
      answers: {
        consentBasis: options.consentBasis,
        tierEnd: options.tierEnd,
        endedPoints: ENDED_POINTS.find((one) => wordOf(one) === options.endedPoints),
        roundPointsDown: options.roundPointsDown,
      },
      rejectsFile: options.rejects ?? null,
      progress: progressOn(process.stderr, file),
    }),
  );
  for (const line of guestSummaryLines(summary)) console.log(line);
}

/** A value as the command line writes it: `leave-out`. */
function wordOf(value: EndedPoints): string {
  return value.toLowerCase().replace('_', '-');
}

function tierEndOf(text: string): TierEnd {
  const parsed = tierEnd.safeParse(/^[a-z]+$/i.test(text) ? text.toUpperCase() : text);
  if (!parsed.success) throw new InvalidArgumentError('program, forever, or a day such as 2027-01-31');
  return parsed.data;
}

/** Turns a fault of the file into one sentence, a code and the exit code 1. */
async function reportingFaults(rejects: string | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ImportFileError)) throw error;
    console.error(`${error.message} [${error.code}]`);
    if (error.code === 'mostly_rejected' && rejects !== undefined) console.error(`Reasons: ${rejects}`);
    process.exitCode = 1;
  }
}
