import { readFile } from 'node:fs/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { settings } from '../../platform/settings/settings';
import { LedgerVerification, linesOfVerification } from '../../transactions';
import { NetworkArchive } from './network-archive';
import { NetworkCsv } from './network-csv';
import { NetworkReading } from './network-reading';

interface ArchiveOptions {
  readonly out: string;
  readonly receiver: string;
}

interface CsvOptions {
  readonly out: string;
}

interface ReadingOptions {
  readonly key: string;
  readonly signedBy: string;
  readonly dryRun?: true;
}

/** `network archive`, `network csv` and `network read`, beside the other commands of `network`. */
export function registerArchiveCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  const network = program.commands.find((command) => command.name() === 'network') ?? program.command('network');
  network
    .command('archive <code>')
    .description('write everything of a network into one signed file, for an installation that reads it')
    .requiredOption('--out <file>', 'the tar; nothing may stand there')
    .requiredOption('--receiver <file>', "the receiver's public key in PEM (docs/archive.md)")
    .action(async (code: string, { out, receiver }: ArchiveOptions) => {
      const context = await app();
      const networkId = await networkIdOf(context, code);
      const url = requireUrl('DATABASE_BACKUP_URL', settings.databaseBackupUrl);
      const pem = await readFile(receiver, 'utf8');
      const made = await context.get(NetworkArchive).write({ networkId, out, receiver: pem, url });
      const rows = made.files.reduce((sum, file) => sum + file.rows, 0);
      console.log(`${out}: ${String(rows)} rows of ${code} in ${String(made.files.length)} files`);
      console.log(`Signed by ${made.signedBy}: give it to the receiver by another way than the file.`);
    });
  network
    .command('csv <code>')
    .description('write guests, balances, lots and transactions of a network as tables, for another product')
    .requiredOption('--out <folder>', 'the folder, which is made')
    .action(async (code: string, { out }: CsvOptions) => {
      const context = await app();
      const url = requireUrl('DATABASE_BACKUP_URL', settings.databaseBackupUrl);
      const rows = await context.get(NetworkCsv).write(await networkIdOf(context, code), out, url);
      for (const [name, count] of Object.entries(rows)) console.log(`${name}: ${String(count)} rows`);
    });
  network
    .command('read <file>')
    .description('read the archive of a network into this installation, which lacks it, and verify its ledger')
    .requiredOption('--key <file>', 'the private key in PEM of the pair whose public key the archive was made for')
    .requiredOption('--signed-by <hex>', 'the public key that "network archive" printed')
    .option('--dry-run', 'check everything and write nothing')
    .action(async (file: string, { key, signedBy, dryRun }: ReadingOptions) => {
      const context = await app();
      const url = requireUrl('DATABASE_OWNER_URL', settings.databaseOwnerUrl);
      const pem = await readFile(key, 'utf8');
      const request = { file, key: pem, signedBy, url, dryRun: dryRun === true };
      const { network: read, totals } = await context.get(NetworkReading).read(request);
      console.log(`${read.code}: ${totals.transactions} transactions of ${totals.guests} guests`);
      if (dryRun === true) return console.log('Nothing was written: it was a dry run.');
      const result = await context.get(LedgerVerification).verify(read.id);
      for (const line of linesOfVerification(read.code, result)) console.log(line);
      if (!result.isRight) process.exitCode = 1;
      console.log('Start the servers anew: they find its coupon codes from then on.');
    });
}

function requireUrl(name: string, url: string | undefined): string {
  if (url === undefined || url === '') throw new Error(`${name} is not set; docs/archive.md says which role it names.`);
  return url;
}
