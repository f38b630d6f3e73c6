import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { settings } from '../../platform/settings/settings';
import { progressOn, summaryLines } from '../imports';
import { SeedDemo } from './seed-demo';

/** `seed`: fills the demonstration as `DEMO` says; nothing with `DEMO=0`, and never in production. */
export function registerSeedCommand(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('seed')
    .description('fill the demonstration networks (DEMO=full, small or 0); again and again does no harm')
    .action(async () => {
      const extent = settings.demo;
      if (extent === '0' || settings.production) {
        console.log(
          settings.production ? 'The demonstration is never filled in production.' : 'DEMO=0: nothing to fill.',
        );
        return;
      }
      const seeded = await (await app()).get(SeedDemo).run(extent, (title) => progressOn(process.stderr, title));
      for (const { code, receipts } of seeded) {
        if (receipts === null) console.log(`${code}: places, programme and staff are there.`);
        else for (const line of summaryLines(receipts)) console.log(`${code}: ${line}`);
      }
    });
}
