import { FailureLines, kindOfFailure } from './failure-lines';

describe('lines of failures', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function record() {
    const written: [line: number, leftOut: number][] = [];
    return { written, lines: new FailureLines<number>((line, leftOut) => written.push([line, leftOut])) };
  }

  it('are one a second a kind through an outage, and their counts add up to all failures', () => {
    const { written, lines } = record();
    for (let millisecond = 0; millisecond < 60_000; millisecond += 10) {
      lines.add('database', millisecond);
      jest.advanceTimersByTime(10);
    }
    jest.advanceTimersByTime(1_000);
    expect(written.length).toBeLessThanOrEqual(61);
    expect(written.slice(0, 3)).toEqual([
      [0, 0],
      [990, 98],
      [1_990, 99],
    ]);
    expect(written.reduce((sum, [, leftOut]) => sum + 1 + leftOut, 0)).toBe(6_000);
  });

  it('of another kind are written at once, and one alone is no count', () => {
    const { written, lines } = record();
    lines.add('database', 1);
    lines.add('bug', 2);
    jest.advanceTimersByTime(1_000);
    lines.add('database', 3);
    expect(written).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
    ]);
  });

  it('that are held back are written when the process ends', () => {
    const { written, lines } = record();
    for (const line of [1, 2, 3]) lines.add('database', line);
    lines.flush();
    lines.flush();
    expect(written).toEqual([
      [1, 0],
      [3, 1],
    ]);
  });

  it('stay few when every failure is of another kind', () => {
    const { written, lines } = record();
    for (let kind = 0; kind < 1_000; kind += 1) lines.add(String(kind), kind);
    expect(written).toHaveLength(101);
    jest.advanceTimersByTime(1_000);
    expect(written.at(-1)).toEqual([999, 898]);
  });
});

describe('the kind of a failure', () => {
  it('is that of its code, and without one that of its message but for numbers and ids', () => {
    const refused = (port: number) => Object.assign(new Error(`connect ${String(port)}`), { code: 'ECONNREFUSED' });
    expect(kindOfFailure(refused(5_432))).toBe(kindOfFailure(refused(5_433)));
    expect(kindOfFailure(new Error('no lot 0198f2c4-7b1e-7c3a-9d52-3f6a1b2c4d5e of 7'))).toBe(
      kindOfFailure(new Error('no lot 0198f2c4-7b1e-7c3a-9d52-000000000000 of 12')),
    );
    expect(kindOfFailure(new Error('no lot'))).not.toBe(kindOfFailure(new Error('no guest')));
  });

  it('knows causes, and takes what is no error', () => {
    const caused = (code: string) => new Error('lost', { cause: Object.assign(new Error(), { code }) });
    expect(kindOfFailure(caused('08006'))).not.toBe(kindOfFailure(caused('57P01')));
    expect(kindOfFailure('text')).toBe('string');
  });
});
