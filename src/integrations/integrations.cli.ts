import type { Command } from 'commander';
import type { CommandApps } from '../platform/extensions/extension';
import { registerArchiveCommands } from './archive/archive.cli';
import { registerWarehouseCommands } from './clickhouse/warehouse.cli';
import { registerFactCommands } from './exports/facts.cli';
import { registerImportCommand } from './imports/import.cli';
import { registerNetworkMoveCommands } from './network-move/network-move.cli';
import { registerPublishEventCommand } from './kafka/publish-event.cli';
import { registerPrivacyCommands } from './privacy/privacy.cli';
import { registerSandboxCommands } from './sandbox/sandbox.cli';

/**
 * Commands of the integrations: `import receipts`, `publish-event`, `guest export`, `guest erase`, `facts write`, `sandbox create`,
 * `sandbox clear`, `network archive`, `network csv`, `network read`, `network move`, `network forget`, `warehouse schema`, `warehouse backfill` and `warehouse forget`.
 */
export function registerIntegrationCommands(program: Command, apps: Pick<CommandApps, 'context'>): void {
  registerImportCommand(program, apps.context);
  registerPublishEventCommand(program);
  registerPrivacyCommands(program, apps.context);
  registerFactCommands(program, apps.context);
  registerSandboxCommands(program, apps.context);
  registerArchiveCommands(program, apps.context);
  registerNetworkMoveCommands(program, apps.context);
  registerWarehouseCommands(program, apps.context);
}
