import { GivingWay } from './give-way';

describe('work that gives way to tills', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  /** Works in pieces of so many milliseconds for a while, and says when each began. */
  async function workFor(
    ms: number,
    pieceMs: number,
    isBusy: (withinMs: number) => boolean,
    { restShare = 1, besideMs = 0 } = {},
  ) {
    let asked = 0;
    const way = new GivingWay(
      {
        wasReservedBusy: (withinMs) => {
          asked += 1;
          return Promise.resolve(isBusy(withinMs));
        },
      },
      restShare,
    );
    let beside = Promise.resolve();
    const begin = performance.now();
    const began: number[] = [];
    const work = async (): Promise<void> => {
      while (performance.now() - begin < ms) {
        await way.before(beside);
        began.push(Math.round(performance.now() - begin));
        await new Promise((resolve) => setTimeout(resolve, pieceMs));
        if (besideMs > 0) beside = new Promise((resolve) => setTimeout(resolve, besideMs));
      }
    };
    const done = work();
    await jest.advanceTimersByTimeAsync(2 * ms);
    await done;
    return { way, asked, began };
  }

  it('rests as long as it worked while tills are at work, however small its pieces are', async () => {
    expect((await workFor(200, 30, () => true)).began).toEqual([0, 60, 120, 180]);
    expect((await workFor(100, 10, () => true)).began).toEqual([0, 10, 20, 60, 70, 80, 120]);
  });

  // An import ended with "timeout exceeded when trying to connect" while tills had all connections.
  it('waits while no connection comes, and is beside tills then', async () => {
    let tries = 0;
    const way = new GivingWay({
      wasReservedBusy: () => {
        tries += 1;
        return tries < 4
          ? Promise.reject(new Error('timeout exceeded when trying to connect'))
          : Promise.resolve(false);
      },
    });
    const asked = way.before();
    await jest.advanceTimersByTimeAsync(3_000);
    await asked;
    expect([tries, way.isBesideTills]).toEqual([4, true]);
  });

  it('ends with any other failure of the database, and when no connection comes for ten minutes', async () => {
    const failing = (message: string) => new GivingWay({ wasReservedBusy: () => Promise.reject(new Error(message)) });
    await expect(failing('Connection terminated unexpectedly').before()).rejects.toThrow('terminated');
    const busy = expect(failing('timeout exceeded when trying to connect').before()).rejects.toThrow(
      'timeout exceeded',
    );
    await jest.advanceTimersByTimeAsync(610_000);
    await busy;
  });

  it('rests a share of its work where people wait for it', async () => {
    expect((await workFor(100, 30, () => true, { restShare: 0.4 })).began).toEqual([0, 42, 84]);
  });

  it('rests after the work that goes on beside it, and as long as both took', async () => {
    expect((await workFor(120, 30, () => true, { besideMs: 20 })).began).toEqual([0, 100]);
  });

  it('rests for a second at most, so that it advances though tills never end', async () => {
    expect((await workFor(20_000, 5_000, () => true)).began).toEqual([0, 6_000, 12_000, 18_000]);
  });

  it('asks for tills of the last second, before it begins and after each 25 ms, and goes on while there are none', async () => {
    const { way, asked, began } = await workFor(100, 10, (withinMs) => withinMs < 1_000);
    expect(began).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect([asked, way.isBesideTills]).toEqual([4, false]);
  });
});
