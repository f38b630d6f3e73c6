import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { grouped, progressLine } from '../../platform/cli/progress-line';
import { Database, type Tx } from '../../platform/database/database';
import { settings } from '../../platform/settings/settings';
import { Warehouse } from './warehouse';
import { WarehouseBackfill } from './warehouse-backfill';
import { schemaOf } from './warehouse-tables.rules';

/** `warehouse schema`, `warehouse backfill` and `warehouse forget`: commands for the facts in ClickHouse. */
export function registerWarehouseCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  const warehouse = program.command('warehouse').description('facts of the journal in ClickHouse');
  warehouse
    .command('schema')
    .description('print the statements that make the tables; a running server makes them itself')
    .action(() => console.log(`${schemaOf(settings.clickhouseDatabase).join(';\n\n')};`));
  warehouse
    .command('backfill')
    .description('bring all facts of the past; what is there already stays once')
    .option('--network <code>', 'network; left out: all that are open')
    .action(async ({ network }: { network?: string }) => {
      const context = await withWarehouse(app);
      const networks =
        network === undefined
          ? await context.get(Database).asPlatform(listOpenNetworks)
          : [{ id: await networkIdOf(context, network), code: network }];
      for (const { id, code } of networks) {
        const progress = progressLine(process.stderr, code);
        const counts = new Map<string, number>();
        await context.get(WarehouseBackfill).run(id, (name, rows) => {
          counts.set(name, rows);
          progress.show(`${name} ${grouped(rows)}`);
        });
        progress.end();
        console.log(`${code}: ${[...counts].map(([name, rows]) => `${name} ${grouped(rows)}`).join(', ')}`);
      }
    });
  warehouse
    .command('forget')
    .description('take the facts of a network out of the warehouse; of an open one new facts still come')
    .requiredOption('--network <code>', 'network')
    .requiredOption('--yes', 'only a backfill brings them back')
    .action(async ({ network }: { network: string }) => {
      const context = await withWarehouse(app);
      await context.get(Warehouse).forget(await networkIdOf(context, network));
      console.log(`The warehouse has no facts of ${network} any more.`);
    });
}

async function withWarehouse(app: () => Promise<INestApplicationContext>): Promise<INestApplicationContext> {
  if (settings.clickhouseUrl === undefined) throw new Error('The warehouse needs CLICKHOUSE_URL.');
  return app();
}

/** Open networks, without sandboxes. */
function listOpenNetworks(tx: Tx) {
  return tx.query<{ id: string; code: string }>`
    SELECT id, code FROM networks WHERE closed_at IS NULL AND sandbox_of IS NULL ORDER BY code`;
}
