import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { BreakdownsRelay } from './breakdowns-relay';
import { CampaignFiguresRelay } from './campaign-figures-relay';

/** `breakdowns recount`: deletes figures, and a running server counts them again from the event log. */
export function registerBreakdownCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('breakdowns')
    .description('the figures by item, by campaign and of moves between tiers, which are kept behind the sales')
    .command('recount')
    .description('count them anew from the journal; a running server does it, in pieces')
    .requiredOption('--network <code>', 'network')
    .action(async ({ network }: { network: string }) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      for (const follower of [BreakdownsRelay, CampaignFiguresRelay]) await context.get(follower).recount(networkId);
      console.log('the figures by item, by campaign and of moves between tiers are counted anew');
    });
}
