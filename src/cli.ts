#!/usr/bin/env node
import './platform/settings/command-process';
import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { createApp, createContext } from './app.module';
import { registerIntegrationCommands } from './integrations';
import { failureLines } from './platform/cli/command-failure';
import { registerOpenApiCommand } from './platform/openapi/openapi.cli';
import { registerSecurityCommands } from './security';
import {
  registerBacktestCommands,
  registerLedgerCommands,
  registerLiabilityCommands,
  registerProgramCommands,
} from './transactions';

type App = () => Promise<INestApplicationContext>;

async function run(): Promise<void> {
  let context: Promise<INestApplicationContext> | undefined;
  const app: App = () => (context ??= createContext());
  const program = new Command('loyalty').description('Commands of the loyalty platform').showHelpAfterError();
  registerCommands(program, app);
  try {
    await program.parseAsync();
  } finally {
    if (context !== undefined) await (await context).close();
  }
}

/** Each layer adds its commands through its door. */
function registerCommands(program: Command, app: App): void {
  registerSecurityCommands(program, app);
  registerLedgerCommands(program, app);
  registerLiabilityCommands(program, app);
  registerProgramCommands(program, app);
  registerBacktestCommands(program, app);
  registerIntegrationCommands(program, app);
  registerOpenApiCommand(program, () => createApp());
}

run().catch((error: unknown) => {
  for (const line of failureLines(error)) process.stderr.write(`${line}\n`);
  process.exitCode = 1;
});
