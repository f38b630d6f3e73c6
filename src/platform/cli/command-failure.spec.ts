import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../files/make-folder';
import { ProblemError } from '../problems/problem';
import { emailGiven, instantGiven, nameGiven, wholeNumber } from './arguments';
import { failureLines } from './command-failure';
import { grouped, progressLine } from './progress-line';
import { textOfFile } from './text-of-file';

describe('a command that cannot be carried out', () => {
  it('says so in the words of the API, with each place that does not fit', () => {
    const faults = [
      { path: 'period.from', code: 'wrong_format', message: 'It is no time.' },
      { path: '', code: 'required', message: '' },
    ];
    const [first, ...others] = failureLines(new ProblemError('invalid_body', {}, faults));
    expect(first).toMatch(/^\S.*\. \S.* \[invalid_body]$/);
    expect(others[0]).toBe('period.from: It is no time. [wrong_format]');
    expect(others[1]).toMatch(/^\S.* \[required]$/);
  });

  it('speaks of no path where nothing was found', () => {
    expect(failureLines(new ProblemError('not_found'))).toEqual([
      'There is nothing by this name, number or address. [not_found]',
    ]);
  });

  it('names the file that is not there, or is none', async () => {
    const missing = join(tmpdir(), 'no-such-program.yaml');
    const failures = [missing, tmpdir()].map((path) => textOfFile(path).catch((error: unknown) => error));
    const [absent, folder] = await Promise.all(failures);
    expect(failureLines(absent)).toEqual([`There is no file: ${missing}`]);
    expect(failureLines(folder)).toEqual([`A file is wanted, not a folder: ${tmpdir()}`]);
  });

  it('names the place where no folder can be made, or where a file stands', async () => {
    const [none, ofFile] = await Promise.all(
      ['/proc/none/reports', join(__filename, 'reports')].map((folder) =>
        makeFolder(folder).catch((error: unknown) => error),
      ),
    );
    expect(failureLines(none)).toEqual(['No folder can be made there: /proc/none']);
    expect(failureLines(ofFile)).toEqual([`A file stands where a folder is wanted: ${__filename}`]);
  });

  it.each([
    [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:5432'), { code: 'ECONNREFUSED' }),
      'connect ECONNREFUSED 127.0.0.1:5432',
    ],
    [Object.assign(new AggregateError([]), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new Error('Connection terminated unexpectedly'), 'Connection terminated unexpectedly'],
    [
      new Error('Client has encountered a connection error and is not queryable'),
      'Client has encountered a connection error and is not queryable',
    ],
    [
      Object.assign(new Error('the database system is shutting down'), { code: '57P03' }),
      'the database system is shutting down',
    ],
  ])('says that the database is away: %s', (error, reason) => {
    const said = 'give the command again when it does. Nothing is there by half.';
    expect(failureLines(error)).toEqual([`The database does not answer (${reason}): ${said}`]);
  });

  it('says what anything else says', () => {
    expect(failureLines(new Error('--at is a time'))).toEqual(['--at is a time']);
    expect(failureLines('gone')).toEqual(['gone']);
  });
});

describe('a number that a command is given', () => {
  it('is whole and within its bounds', () => {
    expect(wholeNumber('months', '36', 1, 36)).toBe(36);
    for (const text of ['0', '37', '-1', '1.5', '1e1', 'two', ''])
      expect(() => wholeNumber('months', text, 1, 36)).toThrow('--months is a whole number from 1 to 36');
  });
});

describe('a time and a name that a command is given', () => {
  it('has a zone', () => {
    expect(instantGiven('at', '2026-12-01T00:00:00Z')).toBe('2026-12-01T00:00:00Z');
    for (const text of ['2026', '2026-12-01', '2026-12-01T00:00:00', 'soon', ''])
      expect(() => instantGiven('at', text)).toThrow('--at is a time with a zone, as 2026-12-01T00:00:00Z');
  });

  it('is one line', () => {
    expect(['', ' Vera '].map(nameGiven)).toEqual(['', 'Vera']);
    for (const text of ['a\nb', ' ', 'x'.repeat(201)])
      expect(() => nameGiven(text)).toThrow('--name is one line of at most 200 characters');
  });
});

describe('progress', () => {
  let clock: number;
  let written: string[];
  const streamOf = (isTTY: boolean) =>
    ({ isTTY, write: (text: string) => written.push(text) }) as unknown as NodeJS.WriteStream;

  beforeEach(() => {
    clock = 1_000_000;
    written = [];
    jest.spyOn(performance, 'now').mockImplementation(() => clock);
  });
  afterEach(() => jest.restoreAllMocks());

  it('writes over its line on a terminal, five times a second, and leaves nothing', () => {
    const line = progressLine(streamOf(true), 'import');
    for (let n = 0; n < 10; n += 1) {
      clock += 100;
      line.show(`${grouped(n * 1_000)} rows`);
    }
    line.end();
    expect(written).toEqual([
      ...['1,000', '3,000', '5,000', '7,000', '9,000'].map((figure) => `\r\u001b[2Kimport: ${figure} rows`),
      '\r\u001b[2K',
    ]);
  });

  it('is a line each five seconds elsewhere', () => {
    const line = progressLine(streamOf(false), 'import');
    for (let n = 0; n < 11; n += 1) {
      clock += 1_000;
      line.show(`${String(n)} rows`);
    }
    line.end();
    expect(written).toEqual(['import: 4 rows\n', 'import: 9 rows\n']);
  });
});

describe('an address that a command is given', () => {
  it('is one', () => {
    expect(emailGiven('owner@example.com')).toBe('owner@example.com');
    for (const text of ['', 'owner', 'owner@', '@example.com', `${'o'.repeat(321)}@example.com`])
      expect(() => emailGiven(text)).toThrow('--email is an e-mail address');
  });
});
