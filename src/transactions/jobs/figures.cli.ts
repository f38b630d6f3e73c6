import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { PastFigures } from './past-figures';

/** `figures recount`: a running server counts from the event log what this takes away. */
export function registerFigureCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('figures')
    .description('the figures by hour and cashier, which are kept behind the sales')
    .command('recount')
    .description('count them anew from the journal; a running server does it, in pieces')
    .requiredOption('--network <code>', 'network')
    .action(async ({ network }: { network: string }) => {
      const context = await app();
      await context.get(PastFigures).recount(await networkIdOf(context, network));
      console.log('the figures by hour and cashier are counted anew');
    });
}
