import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { registerSeedCommand } from './demo/seed.cli';
import { registerImportCommand } from './imports/import.cli';

/** Commands of the integrations: `import receipts` and `seed`. */
export function registerIntegrationCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  registerImportCommand(program, app);
  registerSeedCommand(program, app);
}
