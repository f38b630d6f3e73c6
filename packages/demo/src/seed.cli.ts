import { constants, setPriority } from 'node:os';
import type { Command } from 'commander';
import type { CommandApps } from 'loyalty-platform/platform/extensions/extension';
import { settings } from 'loyalty-platform/platform/settings/settings';
import { type Progress, progressOn, summaryLines } from 'loyalty-platform/integrations';
import { type DemoFillingMessage, MOST_PERCENT } from './demo-filling';
import { SeedDemo } from './seed-demo';

/** `seed`: fills the demonstration that `DEMO` describes; does nothing with `DEMO=0`, and never runs in production. */
export function registerSeedCommand(program: Command, apps: CommandApps): void {
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
      if (extent === 'full') await seedWithDoor(apps);
      else await seedPlaces(apps);
    });
}

async function seedPlaces({ context }: CommandApps): Promise<void> {
  const seed = (await context()).get(SeedDemo);
  const placed = await seed.place();
  await seed.welcome(placed);
  for (const { demo } of placed) console.log(`${demo.network.code}: places, programme and staff are there.`);
}

async function seedWithDoor({ door }: CommandApps): Promise<void> {
  const app = await door();
  try {
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    const seed = app.get(SeedDemo);
    const placed = await seed.place();
    // The server runs beside this process, and people may ring up sales from the first page on.
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
    tellStart(0);
    for (const { code, receipts } of await seed.fill(placed, app, progressAmong(placed.length)))
      for (const line of summaryLines(receipts)) console.log(`${code}: ${line}`);
  } finally {
    await app.close();
  }
}

/** Progress for the terminal and the start; each network has an equal share of the total. */
function progressAmong(networks: number): (title: string) => Progress {
  let begun = 0;
  return (title) => {
    const before = begun;
    begun += 1;
    const shown = progressOn(process.stderr, title);
    return {
      ...shown,
      recording: (done, total) => {
        shown.recording(done, total);
        tellStart(Math.floor((MOST_PERCENT * (before + done / Math.max(total, 1))) / networks));
      },
    };
  };
}

/** Tells the start that restaurants and staff exist, and the percentage of imported receipts. */
function tellStart(filling: DemoFillingMessage['filling']): void {
  process.send?.({ filling } satisfies DemoFillingMessage);
}
