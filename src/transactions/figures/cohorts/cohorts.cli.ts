import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { monthSchema } from '../../books/liability/period.dto';
import { CohortsRecount } from './cohorts-recount';

type App = () => Promise<INestApplicationContext>;

/** `cohorts recount`: counts cohorts again from the journal, while a server is running. */
export function registerCohortCommands(program: Command, app: App): void {
  program
    .command('cohorts')
    .description('guests by the month of their first visit')
    .command('recount')
    .description('count cohorts anew from the journal, and correct the kept figures')
    .requiredOption('--network <code>', 'network')
    .option('--month <yyyy-mm>', 'guests kept under this month of joining; left out: all guests')
    .action(async ({ network, month }: { network: string; month?: string }) => {
      if (month !== undefined && !monthSchema.safeParse(month).success)
        throw new Error('--month is written as 2026-10');
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const { days, cells, gaps } = await context.get(CohortsRecount).recount(networkId, month ?? null);
      console.log(
        `${String(days)} days of guests, ${String(cells)} cells of cohorts and ${String(gaps)} counts of visits by how long ago the last was corrected`,
      );
    });
}
