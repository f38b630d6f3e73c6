import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { settings } from '../../platform/settings/settings';
import { NetworkMove } from './network-move';
import { receiveNetwork } from './receive';

interface MoveOptions {
  readonly to?: string;
  readonly dryRun?: true;
  readonly resume?: true;
  readonly back?: true;
  readonly forget?: true;
}

/** Adds `move` and `forget` to the commands of `network`, and `receive`, which `move` starts. */
export function registerNetworkMoveCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  const network = program.commands.find((command) => command.name() === 'network') ?? program.command('network');
  network
    .command('move <code>')
    .description(
      'carry a network to another cell of this installation while its tills sell; run it where the network lives',
    )
    .option('--to <cell>', 'the cell in which it shall live')
    .option('--dry-run', 'carry everything and take it back: say what the last part would be, and change nothing')
    .option('--resume', 'go on with a move whose command was ended')
    .option('--back', 'give up a move whose command was ended: the network stays here')
    .option('--forget', 'delete its rows here at the end, once both ledgers were found right')
    .action(async (code: string, { to, dryRun, resume, back, forget }: MoveOptions) => {
      const ways = [to, resume, back].filter((way) => way !== undefined);
      if (ways.length !== 1) throw new Error('Give one of --to CELL, --resume and --back.');
      requireCells();
      const context = await app();
      const move = context.get(NetworkMove);
      const tell = (line: string): void => console.log(line);
      const request = { networkId: await networkIdOf(context, code), code, tell };
      if (back) return move.giveUp(request);
      if (to !== undefined && dryRun) return move.tryOut({ ...request, to });
      const isRight = to === undefined ? await move.resume(request) : await move.move({ ...request, to });
      if (!isRight) process.exitCode = 1;
      else if (forget) tell(`${String(await move.forget(request))} rows of ${code} are gone from this cell.`);
    });
  network
    .command('forget <code>')
    .description('delete the rows of a network that lives in another cell by now, so that it can come back later')
    .action(async (code: string) => {
      requireCells();
      const context = await app();
      const rows = await context
        .get(NetworkMove)
        .forget({ networkId: await networkIdOf(context, code), code, tell: console.log });
      console.log(`${String(rows)} rows of ${code} are gone from this cell.`);
    });
  network.command('receive', { hidden: true }).action(async () => receiveNetwork(await app()));
}

function requireCells(): void {
  if (settings.cell === undefined)
    throw new Error('This installation has no cells: CELL is not set (docs/scaling.md).');
}
