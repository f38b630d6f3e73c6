import type { INestApplicationContext } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Command } from 'commander';
import { settings } from '../../platform/settings/settings';
import { progressOn, summaryLines } from '../imports';
import { type SeededNetwork, SeedDemo } from './seed-demo';

/** The application as commands use it, and with its HTTP door. */
export interface SeedingApps {
  readonly context: () => Promise<INestApplicationContext>;
  readonly door: () => Promise<NestFastifyApplication>;
}

/** `seed`: fills the demonstration as `DEMO` says; nothing with `DEMO=0`, and never in production. */
export function registerSeedCommand(program: Command, apps: SeedingApps): void {
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
      const seeded = await (extent === 'full' ? seedWithDoor(apps) : seedPlaces(apps));
      for (const { code, receipts } of seeded) {
        if (receipts === null) console.log(`${code}: places, programme and staff are there.`);
        else for (const line of summaryLines(receipts)) console.log(`${code}: ${line}`);
      }
    });
}

async function seedPlaces({ context }: SeedingApps): Promise<SeededNetwork[]> {
  return (await context()).get(SeedDemo).run(null, progressOf);
}

async function seedWithDoor({ door }: SeedingApps): Promise<SeededNetwork[]> {
  const app = await door();
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    return await app.get(SeedDemo).run(app, progressOf);
  } finally {
    await app.close();
  }
}

const progressOf = (title: string) => progressOn(process.stderr, title);
