import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { BreakdownsRelay } from './breakdowns-relay';

/** `breakdowns recount`: deletes figures, and a running server counts them again from the event log. */
export function registerBreakdownCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('breakdowns')
    .description('the figures by item and of moves between tiers, which are kept behind the sales')
    .command('recount')
    .description('count them anew from the journal; a running server does it, in pieces')
    .requiredOption('--network <code>', 'network')
    .action(async ({ network }: { network: string }) => {
      const context = await app();
      await context.get(BreakdownsRelay).recount(await networkIdOf(context, network));
      console.log('the figures by item and of moves between tiers are counted anew');
    });
}
