import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { localDate } from '../../../platform/http/schemas';
import { PastFigures } from '../../jobs/past-figures';
import { DayRecount } from './day-recount';

type App = () => Promise<INestApplicationContext>;

/** `figures recount`: counts one business date at once, or lets a running server count all dates again. */
export function registerFigureCommands(program: Command, app: App): void {
  program
    .command('figures')
    .description('the figures of each business date, which are kept behind the sales')
    .command('recount')
    .description('count figures anew from the journal, beside a running server')
    .requiredOption('--network <code>', 'network')
    .option('--day <date>', 'all figures of this business date; left out: those by hour and cashier of all dates')
    .action(async ({ network, day }: { network: string; day?: string }) => {
      if (day !== undefined && !localDate.safeParse(day).success) throw new Error('--day is written as 2026-10-31');
      const context = await app();
      const networkId = await networkIdOf(context, network);
      if (day === undefined) {
        await context.get(PastFigures).recount(networkId);
        console.log('the figures by hour and cashier are counted anew');
        return;
      }
      const { acts, newGuests } = await context.get(DayRecount).recount(networkId, day);
      console.log(
        `the figures of ${day} are counted anew from ${String(acts)} acts and ${String(newGuests)} new guests`,
      );
    });
}
