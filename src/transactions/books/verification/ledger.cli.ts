import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { type Check, CHECKS } from './finding';
import { LedgerVerification } from './ledger-verification';
import type { Verification } from './verify-ledger';

/** `verify-ledger`: prints wrong rows and exits with 1, or tells what was checked and exits with 0. */
export function registerLedgerCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('verify-ledger')
    .description('recompute the ledger from its rows: balances, decisions, receipts, events, seals')
    .option('--network <code>', 'one network alone; left out: all of them')
    .option('--since-seal', 'go on from the last seal up to which it was right; without one, everything')
    .action(async ({ network, sinceSeal }: { network?: string; sinceSeal?: true }) => {
      const context = await app();
      const verification = context.get(LedgerVerification);
      const networks =
        network === undefined
          ? await verification.listNetworks()
          : [{ id: await networkIdOf(context, network), code: network }];
      for (const { id, code } of networks) {
        const result = await verification.verify(id, { sinceSeal: sinceSeal === true });
        for (const line of linesOf(code, result)) console.log(line);
        if (!result.isRight) process.exitCode = 1;
      }
    });
}

/** The result as lines: what was checked, the result of each check, and the wrong rows. */
export function linesOf(code: string, verification: Verification): string[] {
  const { findings, isRight, transactions, seals, unsealed, since, lostSeals, eventsKeptFrom, elapsedMs } =
    verification;
  const head = `${code}: ${String(transactions)} transactions under ${String(seals)} seals in ${(elapsedMs / 1_000).toFixed(1)} s`;
  const open = unsealed === 0 ? [] : [`  not sealed: the last ${String(unsealed)} transactions`];
  const losses = lostSeals.map(
    ({ restoredTo, lostUpTo, at }) =>
      `  restored on ${at.slice(0, 10)}: seals ${String(restoredTo + 1)} to ${String(lostUpTo)} were lost, as the operator accepted`,
  );
  const parts =
    since === null
      ? []
      : [
          `  not looked at again: the rows of seals 1 to ${String(since.number)}, and decisions about guests without an act since. ` +
            `Up to that seal it was right on ${since.verifiedAt.slice(0, 10)}, and everything on ${since.wholeAt.slice(0, 10)}`,
        ];
  const marks =
    eventsKeptFrom === null
      ? []
      : [
          `  the event log is kept from ${eventsKeptFrom.toISOString().slice(0, 10)} on, and before that the rows of the journal alone`,
        ];
  if (isRight) return [`${head}: right`, ...open, ...parts, ...losses, ...marks];
  const named = findings.list();
  const lines = [`${head}: WRONG`, ...open, ...parts, ...losses, ...marks];
  for (const [number, promise] of Object.entries(CHECKS)) {
    const check = Number(number) as Check;
    const count = findings.countOf(check);
    if (count === 0) continue;
    lines.push(`  (${number}) ${promise}: ${String(count)} wrong`);
    for (const finding of named)
      if (finding.check === check) lines.push(`      ${finding.row} ${finding.id}: ${finding.problem}`);
  }
  return lines;
}
