import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { wholeNumber } from '../../../platform/cli/arguments';
import { Database } from '../../../platform/database/database';
import { NO_ORIGIN } from '../../../security';
import { ForecastQuery } from './forecast.query';
import { monthSchema } from './period.dto';
import { periodCsv } from './period-document.rules';
import { Periods } from './periods';

type App = () => Promise<INestApplicationContext>;

/** `liability forecast` and `liability close`. They print their answers, so that they can be stored in a file. */
export function registerLiabilityCommands(program: Command, app: App): void {
  const liability = program.command('liability').description('what a network owes its guests in points');
  liability
    .command('forecast')
    .description('redemption and breakage of the open points by month, with an 80 % band')
    .requiredOption('--network <code>', 'network')
    .option('--months <number>', 'how many months ahead, 1 to 36', '12')
    .option('--json', 'the whole answer of the API')
    .action(async ({ network, months, json }: { network: string; months: string; json?: true }) => {
      const context = await app();
      const horizon = wholeNumber('months', months, 1, 36);
      const forecast = await context.get(ForecastQuery).forecastOf(await networkIdOf(context, network), horizon);
      console.log(json === true ? JSON.stringify(forecast, null, 2) : forecastLines(forecast).join('\n'));
    });
  liability
    .command('close')
    .description('close a month into its journal, or show that of a closed one, computed anew')
    .requiredOption('--network <code>', 'network')
    .requiredOption('--month <yyyy-mm>', 'a month that is over')
    .option('--format <format>', 'csv or json', 'csv')
    .action(async ({ network, month, format }: { network: string; month: string; format: string }) => {
      if (!monthSchema.safeParse(month).success) throw new Error('--month is written as 2026-10');
      if (format !== 'csv' && format !== 'json') throw new Error('--format is csv or json');
      const context = await app();
      const networkId = await networkIdOf(context, network);
      const periods = context.get(Periods);
      const prepared = await periods.prepare(networkId, month);
      const document = await context
        .get(Database)
        .inNetwork(networkId, (tx) => periods.close(tx, networkId, prepared, 'system', NO_ORIGIN));
      process.stdout.write(format === 'csv' ? periodCsv(document) : `${document}\n`);
    });
}

type ForecastAnswer = Awaited<ReturnType<ForecastQuery['forecastOf']>>;

function forecastLines({ lastMonth, open, redeemed, expired, limits, historyMonths }: ForecastAnswer): string[] {
  const line = (cells: readonly (string | number)[]) => cells.map((cell) => String(cell).padStart(12)).join('');
  return [
    `${String(open.points)} points open at the end of ${lastMonth}, learnt from ${String(historyMonths)} months (${limits.join(', ')})`,
    line(['month', 'redeemed', 'low', 'high', 'expired', 'low', 'high']),
    ...redeemed.map((month, step) => {
      const gone = expired[step];
      return line([
        month.month,
        month.expected,
        month.low,
        month.high,
        gone?.expected ?? 0,
        gone?.low ?? 0,
        gone?.high ?? 0,
      ]);
    }),
  ];
}
