import type { Command } from 'commander';
import { registerSeedCommand, type SeedingApps } from './demo/seed.cli';
import { registerImportCommand } from './imports/import.cli';

/** Commands of the integrations: `import receipts` and `seed`. */
export function registerIntegrationCommands(program: Command, apps: SeedingApps): void {
  registerImportCommand(program, apps.context);
  registerSeedCommand(program, apps);
}
