import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf, NetworkMoves } from '../../configuration';
import { Database } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import { LedgerVerification, linesOfVerification } from '../../transactions';
import { requireUrl, secondsOf } from './archive-call';
import { type MadeArchive, NetworkArchive } from './network-archive';
import { NetworkCsv } from './network-csv';
import { NetworkReading } from './network-reading';

interface ArchiveOptions {
  readonly out: string;
  readonly receiver: string;
  readonly since?: string;
  readonly close?: true;
  readonly dryRun?: true;
}

interface CsvOptions {
  readonly out: string;
}

interface ReadingOptions {
  readonly key: string;
  readonly signedBy: string;
  readonly withAccess?: true;
  readonly keepClosed?: true;
  readonly wait?: true;
  readonly dryRun?: true;
}

const LOOK_EVERY_MS = 20;

/** Adds `archive`, `csv`, `read` and `open` to the commands of `network`. */
export function registerArchiveCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  const network = program.commands.find((command) => command.name() === 'network') ?? program.command('network');
  network
    .command('archive <code>')
    .description('write everything of a network into one signed file, for an installation that reads it')
    .requiredOption('--out <file>', 'the tar; nothing may stand there')
    .requiredOption('--receiver <file>', "the receiver's public key in PEM (docs/archive.md)")
    .option('--since <file>', 'only what came after this archive, or after this later part of one')
    .option('--close', 'close the network before, so that this is the last part; it stays closed')
    .option('--dry-run', 'write no file and close nothing: say what would happen and how long it would take')
    .action(async (code: string, options: ArchiveOptions) => {
      const context = await app();
      const networkId = await networkIdOf(context, code);
      const primary = requireUrl('DATABASE_BACKUP_URL', settings.databaseBackupUrl);
      // The last part is written while tills are closed, so it does not wait for a replica.
      const replica = options.close === true ? undefined : settings.databaseReplicaBackupUrl;
      const request = { ...options, networkId, receiver: await readFile(options.receiver, 'utf8') };
      const made = await context
        .get(Database)
        .readAside({ primary, replica }, (url) => context.get(NetworkArchive).write({ ...request, url }));
      tellMade(options, code, made);
    });
  network
    .command('open <code>')
    .description('open a network again that was closed for its move, where the move does not take place')
    .action(async (code: string) => {
      const context = await app();
      await context.get(NetworkMoves).open(await networkIdOf(context, code));
      console.log(`${code} is open.`);
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
    .option(
      '--with-access',
      'let staff in with their passwords and services with their keys, which the sender knows too, and keep webhooks and a bot on',
    )
    .option('--keep-closed', 'a later part follows: nothing is written of the network here until the last one is read')
    .option('--wait', 'wait until the file is there, ready to read it at once')
    .option('--dry-run', 'check everything and write nothing')
    .action(async (file: string, { key, signedBy, wait, ...options }: ReadingOptions) => {
      const context = await app();
      const url = requireUrl('DATABASE_OWNER_URL', settings.databaseOwnerUrl);
      const pem = await readFile(key, 'utf8');
      const { dryRun = false, keepClosed = false, withAccess = false } = options;
      let began = performance.now();
      const arrival = async (): Promise<void> => {
        console.log(`Waiting for ${file}`);
        // The tar appears under its name once it is complete.
        while (!existsSync(file)) await pause(LOOK_EVERY_MS);
        began = performance.now();
      };
      const limits = { dryRun, keepClosed, withAccess };
      const request = { file, key: pem, signedBy, url, ...limits, arrival: wait ? arrival : undefined };
      const read = await context.get(NetworkReading).read(request);
      const { code, id } = read.network;
      console.log(`${code}: ${read.totals.transactions} transactions of ${read.totals.guests} guests`);
      const seconds = secondsOf(performance.now() - began);
      if (dryRun) return console.log(`Nothing was written: it was a dry run, of ${seconds}.`);
      console.log(
        read.isOpen
          ? `Read in ${seconds}: ${code} is open here.`
          : `Read in ${seconds}: ${code} is closed here until its last part is read.`,
      );
      if (!withAccess)
        console.log(
          'Its staff and services are not let in, and its webhooks and bot are off: an owner acts for the network and enables its staff (docs/archive.md).',
        );
      const result = await context.get(LedgerVerification).verify(id);
      for (const line of linesOfVerification(code, result)) console.log(line);
      if (!result.isRight) process.exitCode = 1;
    });
}

function tellMade({ out, dryRun, close }: ArchiveOptions, code: string, made: MadeArchive): void {
  const rows = made.files.reduce((sum, file) => sum + file.rows, 0);
  console.log(`${out}: ${String(rows)} rows of ${code} in ${String(made.files.length)} files`);
  const seconds = secondsOf(made.closedMs);
  if (dryRun === true) {
    const changed = made.files.filter((file) => file.rows > 0).map((file) => `${file.table} ${String(file.rows)}`);
    if (made.since !== undefined) console.log(changed.join(', '));
    return console.log(`Nothing was written and nothing closed: it was a dry run, of ${seconds}.`);
  }
  console.log(`Signed by ${made.signedBy}: give it to the receiver by another way than the file.`);
  if (close !== true) return;
  console.log(`${code} was closed ${seconds} ago, and stays closed here. Where it is not read: network open ${code}`);
}
