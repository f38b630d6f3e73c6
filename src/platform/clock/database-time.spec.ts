import { databaseNowMs, learnDatabaseTime, type TimeSample, zeroOf } from './database-time';

/** A sample of a database whose clock read so much, asked and answered at these times of the monotonic clock. */
const sample = (askedAtMs: number, answeredAtMs: number, databaseMs: number): TimeSample => ({
  askedAtMs,
  answeredAtMs,
  databaseMs,
});

describe("the database's time in a process", () => {
  it('is that of the answer, with the round trip halved', () => {
    expect(zeroOf(null, [sample(100, 110, 5_105)])).toBe(5_000);
  });

  it('is taken from the sample with the shortest round trip, wherever it stands', () => {
    const [slow, fast, middling] = [sample(0, 80, 5_079), sample(100, 102, 5_101), sample(200, 220, 5_219)];
    for (const samples of [
      [slow, fast, middling],
      [fast, middling, slow],
      [middling, slow, fast],
    ])
      expect(zeroOf(null, samples)).toBe(5_000);
  });

  it('stays what it was while the answer allows it, and moves where it does not', () => {
    const best = sample(100, 110, 5_105);
    expect([4_994, 4_995, 5_003, 5_005, 5_006].map((known) => zeroOf(known, [best]))).toEqual([
      5_000, 4_995, 5_003, 5_005, 5_000,
    ]);
  });

  it('stays what it was when nothing was answered', () => {
    expect([zeroOf(null, []), zeroOf(5_000, [])]).toEqual([null, 5_000]);
  });

  describe('once it is learned', () => {
    const OWN = Date.UTC(2026, 0, 1);
    const OF_THE_DATABASE = Date.UTC(2026, 0, 2, 6);
    let monotonic: number;

    beforeEach(() => {
      monotonic = 1_000;
      jest.spyOn(performance, 'now').mockImplementation(() => monotonic);
      jest.spyOn(Date, 'now').mockReturnValue(OWN);
    });
    afterEach(() => jest.restoreAllMocks());

    it("is the process's own before, then goes on with the monotonic clock, in whole milliseconds", () => {
      expect(databaseNowMs()).toBe(OWN);
      learnDatabaseTime([sample(999, 1_001, OF_THE_DATABASE)]);
      expect(databaseNowMs()).toBe(OF_THE_DATABASE);
      monotonic += 1_500.75;
      expect(databaseNowMs()).toBe(OF_THE_DATABASE + 1_500);
    });

    it("is not moved by a step of the process's clock, or by a database that does not answer", () => {
      learnDatabaseTime([sample(999, 1_001, OF_THE_DATABASE)]);
      jest.spyOn(Date, 'now').mockReturnValue(OWN - 86_400_000);
      learnDatabaseTime([]);
      expect(databaseNowMs()).toBe(OF_THE_DATABASE);
    });
  });
});
