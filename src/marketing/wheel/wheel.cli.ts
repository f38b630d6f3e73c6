import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../configuration';
import { LedgerVerification } from '../../transactions';
import { VerifyWheel, type WheelVerification } from './wheel-verification';

/** `verify-wheel`: computes all draws again, prints what is wrong and ends with 1, or ends with 0. */
export function registerWheelCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('verify-wheel')
    .description('compute all draws of the wheel again, from sealed seeds and committed odds')
    .option('--network <code>', 'one network alone; left out: all of them')
    .action(async ({ network }: { network?: string }) => {
      const context = await app();
      const networks =
        network === undefined
          ? await context.get(LedgerVerification).listNetworks()
          : [{ id: await networkIdOf(context, network), code: network }];
      for (const { id, code } of networks) {
        const result = await context.get(VerifyWheel).verify(id);
        for (const line of linesOf(code, result)) console.log(line);
        if (result.findings.length > 0) process.exitCode = 1;
      }
    });
}

function linesOf(code: string, { epochs, draws, findings }: WheelVerification): string[] {
  const head = `${code}: ${String(draws)} draws of ${String(epochs)} epochs`;
  if (findings.length === 0) return [`${head}: right`];
  return [`${head}: WRONG`, ...findings.map(({ row, id, problem }) => `  ${row} ${id}: ${problem}`)];
}
