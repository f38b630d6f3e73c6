import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from 'commander';
import { networkIdOf } from '../../../configuration';
import { instantGiven, wholeNumber } from '../../../platform/cli/arguments';
import { textOfFile } from '../../../platform/cli/text-of-file';
import { grouped, type ProgressLine, progressLine } from '../../../platform/cli/progress-line';
import { Database } from '../../../platform/database/database';
import { NO_ORIGIN } from '../../../security';
import { ProgramFiles } from '../program-impact/program-files';
import type { BacktestReport, BothSides } from '../reports/backtest-report.rules';
import { BacktestRuns } from './backtest-runs';
import { type AskedRun, Backtests } from '../runs/backtests';
import type { ReproductionReport } from './reproduction.rules';

interface Options {
  readonly network: string;
  readonly program?: string;
  readonly version?: string;
  readonly reproduce?: true;
  readonly from?: string;
  readonly to?: string;
  readonly json?: true;
}

/** `backtest`: plays a network's past under a programme and prints the result. Exits with 1 where it cannot. */
export function registerBacktestCommands(program: Command, app: () => Promise<INestApplicationContext>): void {
  program
    .command('backtest')
    .description("play a network's past under a programme, or reproduce the ledger by the versions that decided it")
    .requiredOption('--network <code>', 'network')
    .option('--program <file>', 'a programme as a file')
    .option('--version <number>', 'a version of the network: a draft, or one that was published')
    .option('--reproduce', 'the versions that decided, each its own acts, against the ledger')
    .option('--from <time>', 'from when on the programme decides; left out: from the first act')
    .option('--to <time>', 'where it ends; left out: now')
    .option('--json', 'the whole answer of the API')
    .action(async (options: Options) => {
      const context = await app();
      const report = await run(context, options);
      console.log(options.json === true ? JSON.stringify(report, null, 2) : linesOf(report).join('\n'));
      if ('reproduces' in report && !report.reproduces) process.exitCode = 1;
    });
}

async function run(context: INestApplicationContext, options: Options): Promise<BacktestReport | ReproductionReport> {
  const [backtests, database] = [context.get(Backtests), context.get(Database)];
  const networkId = await networkIdOf(context, options.network);
  const asked = await askedOf(context, networkId, options);
  const period = {
    from: options.from === undefined ? undefined : instantGiven('from', options.from),
    to: options.to === undefined ? undefined : instantGiven('to', options.to),
  };
  const { id } = await database.inNetwork(networkId, (tx) =>
    backtests.ask(tx, networkId, asked, period, { actor: 'system', origin: NO_ORIGIN }),
  );
  const started = performance.now();
  const line = progressLine(process.stderr, 'backtest');
  // If a running server has taken the backtest first, the command waits for it.
  await context.get(BacktestRuns).runNext(networkId, { id, onProgress: (run) => tell(line, run) });
  const { status, report } = await ended(backtests, networkId, id, line);
  line.end();
  process.stderr.write(`${status.toLowerCase()} in ${((performance.now() - started) / 1_000).toFixed(1)} s: ${id}\n`);
  if (report === null) throw new Error(`the backtest ended as ${status}`);
  return report;
}

async function askedOf(context: INestApplicationContext, networkId: string, options: Options): Promise<AskedRun> {
  const { program, version, reproduce } = options;
  if ([program, version, reproduce].filter((one) => one !== undefined).length !== 1) {
    throw new Error('give one of --program, --version, --reproduce');
  }
  if (reproduce === true) return { mode: 'REPRODUCE', document: null, version: null };
  if (version !== undefined) return context.get(Backtests).versionOf(networkId, wholeNumber('version', version));
  const document = await context.get(ProgramFiles).read(networkId, await textOfFile(program ?? ''));
  return { mode: 'DRAFT', document, version: null };
}

const POLL_MS = 200;

async function ended(backtests: Backtests, networkId: string, id: string, line: ProgressLine) {
  for (;;) {
    const backtest = await backtests.get(networkId, 'BACKTEST', id);
    if (backtest.status !== 'WAITING' && backtest.status !== 'RUNNING') return backtest;
    tell(line, { done: backtest.guestsDone, of: backtest.guests });
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function tell(line: ProgressLine, { done, of }: { readonly done: number; readonly of: number | null }): void {
  line.show(`${grouped(done)} of ${grouped(of ?? done)} guests`);
}

/** The report as lines: the request, and the figures for a decision. Money in minor units. */
function linesOf(report: BacktestReport | ReproductionReport): string[] {
  if ('reproduces' in report) return reproductionLines(report);
  const head = ['', 'sales', 'discount', 'issued', 'redeemed', 'expired', 'cost'];
  return [
    `${grouped(report.acts)} acts of ${grouped(report.guests)} guests; unread: ${grouped(report.unread)}`,
    row(head),
    ...sidesOf('total', report.total),
    ...report.months.flatMap((month) => sidesOf(month.month, month)),
    `gaining ${String(report.gaining)}, losing ${String(report.losing)}`,
    ...report.moves
      .filter(({ tier, draftTier }) => tier !== draftTier)
      .map(({ tier, draftTier, guests }) => `${tier} -> ${draftTier}: ${String(guests)}`),
  ];
}

function sidesOf(name: string, { actual, draft }: BothSides): string[] {
  const figures = (side: BothSides['actual']) => [
    side.sales,
    side.discount,
    side.pointsIssued,
    side.pointsRedeemed,
    side.pointsExpired,
    side.cost,
  ];
  return [row([name, ...figures(actual)]), row(['  draft', ...figures(draft)])];
}

function row([name = '', ...cells]: readonly (string | number)[]): string {
  return String(name).padEnd(10) + cells.map((cell) => String(cell).padStart(16)).join('');
}

function reproductionLines({ acts, guests, differing, first, types }: ReproductionReport): string[] {
  const kinds = Object.entries(types).map(([type, count]) => `${type} ${String(count)}`);
  const head = `${grouped(acts)} acts of ${grouped(guests)} guests${kinds.length === 0 ? '' : ` (${kinds.join(', ')})`}`;
  if (first === null) return [`${head}: the ledger comes out the same to the point`];
  const { type, transactionId, where, stored, decided } = first;
  return [
    `${head}: ${String(differing)} come out otherwise`,
    `first: ${type} ${transactionId}: ${where} is ${String(stored)}, decided anew ${String(decided)}`,
  ];
}
