#!/usr/bin/env node
import type { INestApplicationContext } from '@nestjs/common';
import { Command } from 'commander';
import { createContext } from './app.module';

async function run(): Promise<void> {
  let context: Promise<INestApplicationContext> | undefined;
  const app = (): Promise<INestApplicationContext> => (context ??= createContext());
  const program = new Command('loyalty').description('Commands of the loyalty platform').showHelpAfterError();
  registerCommands(program, app);
  try {
    await program.parseAsync();
  } finally {
    if (context !== undefined) await (await context).close();
  }
}

/** Each layer adds its commands through its door. */
function registerCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  void program;
  void app;
}

void run();
