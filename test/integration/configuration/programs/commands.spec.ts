import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { failureLines } from '../../../../src/platform/cli/command-failure';
import {
  registerBacktestCommands,
  registerLedgerCommands,
  registerLiabilityCommands,
  registerProgramCommands,
} from '../../../../src/transactions';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const REGISTRATIONS = [
  registerProgramCommands,
  registerBacktestCommands,
  registerLiabilityCommands,
  registerLedgerCommands,
];

interface Told {
  readonly out: string;
  /** Error output, as lines. */
  readonly failed: readonly string[];
  readonly exitCode: number;
}

/** The commands of the ledger and of programmes, as they are typed, within the process of the test. */
describe('commands', () => {
  let test: TestApp;
  let network: TillNetwork;
  let code: string;
  let folder: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    code = `t${network.id.replaceAll('-', '')}`;
    folder = mkdtempSync(join(tmpdir(), 'commands-'));
    const token = await network.tokenOf('cashier');
    const guest = await network.guest();
    for (let n = 0; n < 5; n += 1)
      await network.post(`/api/guests/${guest}/transaction`, token, network.sale(200_000)).expect(201);
  });
  afterAll(async () => {
    await test.close();
    rmSync(folder, { recursive: true });
  });

  async function run(...words: string[]): Promise<Told> {
    const program = new Command().exitOverride();
    for (const register of REGISTRATIONS) register(program, () => Promise.resolve(test.app));
    let out = '';
    const write = (text: unknown): boolean => {
      out += String(text);
      return true;
    };
    jest.spyOn(process.stdout, 'write').mockImplementation(write);
    jest.spyOn(console, 'log').mockImplementation((line) => void write(`${String(line)}\n`));
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const before = process.exitCode;
    let failed: readonly string[] = [];
    try {
      await program.parseAsync(words, { from: 'user' });
    } catch (error) {
      failed = failureLines(error);
    } finally {
      jest.restoreAllMocks();
    }
    const exitCode = Number(process.exitCode ?? 0);
    process.exitCode = before;
    return { out, failed, exitCode };
  }

  function fileOf(name: string, text: string): string {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  }

  it('export a programme as a file that is whole, changes nothing, and says what another would change', async () => {
    const { out } = await run('program', 'export', '--network', code);
    const same = fileOf('same.yaml', out);
    expect(await run('program', 'validate', same)).toMatchObject({ out: 'The file is a programme.\n', exitCode: 0 });
    expect(await run('program', 'plan', '--network', code, same)).toMatchObject({
      out: 'Nothing changes.\n',
      exitCode: 0,
    });
    const meaner = fileOf('meaner.yaml', out.replace('discountPpm: 100000', 'discountPpm: 50000'));
    const planned = await run('program', 'plan', '--network', code, meaner);
    expect(planned.out).toContain('- SILVER');
    expect(planned.exitCode).toBe(2);
    expect(await run('program', 'apply', '--network', code, same)).toMatchObject({ out: 'Nothing changes.\n' });
    const applied = await run('program', 'apply', '--network', code, meaner);
    expect(applied).toMatchObject({ out: 'Version 2 waits for another manager.\n', failed: [] });
  });

  it('backtest such a file over the past, and reproduce the ledger', async () => {
    const { out } = await run('program', 'export', '--network', code);
    const meaner = fileOf('draft.yaml', out.replace('discountPpm: 50000', 'discountPpm: 0'));
    const played = await run('backtest', '--network', code, '--program', meaner);
    expect(played.failed).toEqual([]);
    expect(played.out).toMatch(/^5 acts of 1 guests; unread: 0\n/);
    const [head, total, draft] = played.out.split('\n').slice(1, 4);
    expect([head?.trim().split(/\s+/), total?.trim().split(/\s+/).slice(0, 2)]).toEqual([
      ['sales', 'discount', 'issued', 'redeemed', 'expired', 'cost'],
      ['total', '5'],
    ]);
    expect(draft).not.toBe(total);
    expect((await run('backtest', '--network', code, '--reproduce')).out).toMatch(
      /^5 acts of 1 guests \(SALE 5.*\): the ledger comes out the same to the point\n$/,
    );
  });

  it('verify one ledger', async () => {
    const verified = await run('verify-ledger', '--network', code);
    expect(verified).toMatchObject({ failed: [], exitCode: 0 });
    expect(verified.out).toMatch(/: right\n {2}not sealed: the last 5 transactions\n$/);
  });

  it.each<[string, (...args: never[]) => string[], string]>([
    [
      'a network that is not there',
      () => ['verify-ledger', '--network', 'nope'],
      'There is no network with the code nope.',
    ],
    [
      'the same of a programme',
      () => ['program', 'export', '--network', 'nope'],
      'There is no network with the code nope.',
    ],
    [
      'a version that is no number',
      () => ['program', 'export', '--network', code, '--version', 'x'],
      '--version is a whole number',
    ],
    ['a version that is not there', () => ['program', 'export', '--network', code, '--version', '99'], '[not_found]'],
    [
      'a time that is a year',
      () => ['program', 'apply', '--network', code, '--at', '2026', 'f'],
      '--at is a time with a zone',
    ],
    ['a folder', () => ['program', 'validate', folder], `A file is wanted, not a folder: ${tmpdir()}`],
    ['a file that is not there', () => ['program', 'validate', join(folder, 'none.yaml')], 'There is no file'],
    [
      'a file that is no YAML',
      () => ['program', 'validate', fileOf('bad.yaml', 'garbage: [1')],
      'This is no YAML. [not_yaml]',
    ],
    [
      'another file',
      () => ['backtest', '--network', code, '--program', fileOf('other.yaml', 'a: 1')],
      '[wrong_format]',
    ],
    ['a backtest of nothing', () => ['backtest', '--network', code], 'give one of --program, --version, --reproduce'],
    [
      'a time without a zone',
      () => ['backtest', '--network', code, '--reproduce', '--from', '2026-01-01'],
      '--from is a time with a zone',
    ],
    ['a forecast without a past', () => ['liability', 'forecast', '--network', code], 'Not enough data for a forecast'],
    [
      'a month that is none',
      () => ['liability', 'close', '--network', code, '--month', '2026-13'],
      '--month is written',
    ],
    ['too many months', () => ['liability', 'forecast', '--network', code, '--months', '37'], 'from 1 to 36'],
  ])('refuse %s in a sentence', async (_what, words, sentence) => {
    const { failed } = await run(...words());
    expect(failed.join('\n')).toContain(sentence);
  });
});
