#!/usr/bin/env node
import './platform/settings/command-process';
import { constants } from 'node:os';
import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { type ContextOptions, createApp, createContext } from './app.module';
import { registerNetworkCommands } from './configuration';
import { registerIntegrationCommands } from './integrations';
import { registerWheelCommands } from './marketing';
import { loadExtensions } from './platform/extensions/load-extensions';
import { failureLines } from './platform/cli/command-failure';
import { refuseSlips } from './platform/cli/slips';
import { registerDoctorCommand } from './platform/doctor/doctor.cli';
import { registerOpenApiCommand } from './platform/openapi/openapi.cli';
import { logBesideOutput } from './platform/telemetry/logger';
import { registerSecurityCommands } from './security';
import { registerJobCommands } from './subscriptions';
import {
  registerBacktestCommands,
  registerBreakdownCommands,
  registerCohortCommands,
  registerFigureCommands,
  registerLedgerCommands,
  registerLiabilityCommands,
  registerProgramCommands,
  registerSealCommands,
} from './transactions';

type App = (options?: ContextOptions) => Promise<INestApplicationContext>;

async function run(): Promise<void> {
  let context: Promise<INestApplicationContext> | undefined;
  const app: App = (options) => (context ??= createContext(options));
  const program = new Command('loyalty').description('Commands of the loyalty platform');
  listBackup(program);
  registerCommands(program, app);
  for (const { registerCommands: add } of await loadExtensions())
    add?.(program, { context: app, door: () => createApp() });
  refuseSlips(program);
  try {
    await program.parseAsync();
  } finally {
    if (context !== undefined) await (await context).close();
  }
}

/** Lists the backup commands in the help. `scripts/cli.mjs` runs them itself, because they copy files of the database. */
function listBackup(program: Command): void {
  program
    .command('backup')
    .description('make a backup of the installation, restore one, or try its restore')
    .usage('[receive | list | check | reach | create | restore | drill] (loyalty backup --help)')
    .allowExcessArguments()
    .action(() => program.error('error: a backup is made by "npm run cli -- backup"'));
  program
    .command('restore')
    .description('bring a moment from BACKUP_DIR into a new data folder, and verify it there')
    .usage('[--to TIME] --into FOLDER (loyalty restore --help)')
    .allowExcessArguments()
    .action(() => program.error('error: a moment is restored by "npm run cli -- restore"'));
}

/** Each layer adds its commands through its door. */
function registerCommands(program: Command, app: App): void {
  registerSecurityCommands(program, app);
  registerNetworkCommands(program, app);
  registerLedgerCommands(program, () => app({ onlyReads: true }));
  registerWheelCommands(program, () => app({ onlyReads: true }));
  registerSealCommands(program, { reading: () => app({ onlyReads: true }), writing: app });
  registerLiabilityCommands(program, app);
  registerBreakdownCommands(program, app);
  registerCohortCommands(program, app);
  registerFigureCommands(program, app);
  registerProgramCommands(program, app);
  registerBacktestCommands(program, app);
  registerIntegrationCommands(program, { context: app });
  registerJobCommands(program, app);
  registerDoctorCommand(program);
  registerOpenApiCommand(program, () => createApp());
}

/** Ends the process at once, since a half-opened application would keep it alive. */
function fail(error: unknown): void {
  const lines = failureLines(error).map((line) => `${line}\n`);
  process.stderr.write(lines.join(''), () => process.exit(1));
}

/** A reader that closed the pipe has enough, as `| head` does: the command ends silently like the shell's own programs. */
function endUnread(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE' || error.code === 'EIO') process.exit(128 + constants.signals.SIGPIPE);
  fail(error);
}

// When the parent process ends, its database ends too, or another one begins the same work: this one ends with it.
process.once('disconnect', () => process.exit(1));
process.channel?.unref();
logBesideOutput();
process.stdout.on('error', endUnread);
process.stderr.on('error', () => process.exit(1));
run().catch(fail);
