import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { NO_ORIGIN } from '../../security';
import { COMMAND_CALL } from './command-call';
import type { MadeSandboxAnswer } from './sandbox.dto';
import { SandboxDesk } from './sandbox-desk';

interface Options {
  readonly network: string;
}

const AUTHOR = { actor: 'system', origin: NO_ORIGIN } as const;

/** `sandbox create` and `sandbox clear`: a network's sandbox on the command line. */
export function registerSandboxCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  const sandbox = program.command('sandbox').description('networks to try things out, each beside a real one');
  sandbox
    .command('create')
    .description('make a sandbox beside a network, with a copy of its programme and test cards')
    .requiredOption('--network <code>', 'the real network')
    .action(async ({ network }: Options) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      print(await context.get(SandboxDesk).make(networkId, COMMAND_CALL, AUTHOR));
    });
  sandbox
    .command('clear')
    .description('close the sandbox of a network with all that is in it, and copy the network anew')
    .requiredOption('--network <code>', 'the real network')
    .action(async ({ network }: Options) => {
      const context = await app();
      const networkId = await networkIdOf(context, network);
      print(await context.get(SandboxDesk).clear(networkId, COMMAND_CALL, AUTHOR));
    });
}

function print({ id, code, copied, leftOut }: MadeSandboxAnswer): void {
  console.log(`Sandbox ${code}: ${id}`);
  for (const [name, count] of Object.entries(copied)) console.log(`${name}: ${String(count)}`);
  if (leftOut.length > 0) console.log(`Not copied, because they name something that is no more: ${leftOut.join(', ')}`);
}
