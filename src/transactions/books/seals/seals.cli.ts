import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { RestoredMessages } from '../../../security';
import { JournalEnds } from './journal-ends.query';
import { SealChain } from './seal-chain.query';
import { Sealer } from './sealer';

interface Apps {
  readonly reading: () => Promise<INestApplicationContext>;
  readonly writing: () => Promise<INestApplicationContext>;
}

/** Commands: the end of each journal, the chain for a check elsewhere, and the acceptance of seals lost in a restore. */
export function registerSealCommands(program: Command, { reading, writing }: Apps): void {
  const seals = program.command('seals').description('the chain of seals of each network');
  seals
    .command('heads')
    .description('the last seal, the transactions and the epoch of each network, as JSON')
    .action(async () => {
      console.log(JSON.stringify(await (await reading()).get(JournalEnds).list()));
    });
  seals
    .command('chain')
    .description('all seals of a network with their public keys, one JSON a line, for packages/verify')
    .requiredOption('--network <code>', 'the network')
    .action(async ({ network }: { network: string }) => {
      const context = await reading();
      const networkId = await networkIdOf(context, network);
      for await (const line of context.get(SealChain).linesOf(networkId)) console.log(JSON.stringify(line));
    });
  seals
    .command('restored')
    .description(
      'after a restore: let the chains go on behind the seals that it lost, and hold old messages (docs/backup.md)',
    )
    .option('--network <code>', 'one network alone; left out: all of them')
    .action(async ({ network }: { network?: string }) => {
      const context = await writing();
      const networks =
        network === undefined
          ? await listNetworks(context.get(Database))
          : [{ id: await networkIdOf(context, network), code: network }];
      for (const { id, code } of networks) {
        const lost = await context.get(Sealer).acceptLoss(id);
        await context.get(Database).inNetwork(id, (tx) => context.get(RestoredMessages).note(tx, id));
        console.log(
          lost === undefined
            ? `${code}: no seal is missing.`
            : `${code}: seals ${String(lost.from)} to ${String(lost.to)} were lost with the restore; the chain goes on with ${String(lost.to + 1)}.`,
        );
      }
    });
}

function listNetworks(database: Database): Promise<{ id: string; code: string }[]> {
  return database.asPlatform(
    (tx) => tx.query<{ id: string; code: string }>`SELECT id, code FROM networks ORDER BY code`,
  );
}
