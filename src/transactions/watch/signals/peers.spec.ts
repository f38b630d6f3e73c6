import * as fc from 'fast-check';
import { actAt } from '../../../../test/support/fraud/facts';
import { addUp, countPeers, Peers } from './peers.rules';
import { poissonSurprise, variedSurprise } from './tails.rules';

/** 100 checks that a cashier closed after ten o'clock. The first `attached` of them were attached to guests after they were closed. */
const cashier = (cashierId: string, attached: number, restaurantId = 'oak') =>
  Array.from({ length: 100 }, (_, number) => [
    actAt(600 + number / 2, { cashierId, restaurantId, guestId: `${cashierId}-${number}` }),
    ...(number < attached ? [actAt(600 + number / 2, { kind: 'ATTACH', cashierId, restaurantId })] : []),
  ]).flat();

describe('Peers', () => {
  it('are counted by restaurant, hour and cashier', () => {
    const counts = countPeers([...cashier('carla', 3), ...cashier('mia', 0)]);
    expect(counts).toHaveLength(2);
    expect(counts.find(({ cashierId }) => cashierId === 'carla')).toMatchObject({
      restaurantId: 'oak',
      hour: 10,
      checks: 100,
      attached: 3,
      typedAgain: 0,
      manual: 0,
    });
  });

  it('may be counted in parts and added up', () => {
    const [one, other] = [cashier('carla', 3), cashier('mia', 2)];
    expect(addUp([...countPeers(one), ...countPeers(other)])).toEqual(countPeers([...one, ...other]));
  });

  it('leave a cashier out of the rate by which they are compared', () => {
    const calm = new Peers(countPeers([...cashier('carla', 30), ...cashier('mia', 2), ...cashier('zoe', 2)]));
    const { own, checks, expected, surprise } = calm.compare('carla', 'attached');
    expect([own, checks]).toEqual([30, 100]);
    expect(expected).toBeLessThan(10);
    expect(surprise).toBeGreaterThan(2);
    // Where all cashiers behave alike, none is unusual.
    const alike = new Peers(countPeers(['carla', 'mia', 'zoe'].flatMap((name) => cashier(name, 30))));
    expect(alike.compare('carla', 'attached').surprise).toBeLessThan(0.6);
  });

  it('of other restaurants weigh little where the own has many checks', () => {
    const near = ['mia', 'zoe', 'amy', 'eva', 'ida'].flatMap((name) => cashier(name, 30));
    const far = ['ben', 'tom', 'max', 'leo', 'jan'].flatMap((name) => cashier(name, 0, 'elm'));
    const peers = new Peers(countPeers([...cashier('carla', 30), ...near, ...far]));
    expect(peers.compare('carla', 'attached').expected).toBeGreaterThan(20);
  });

  it('make a picture of events in 1,000 checks', () => {
    const peers = new Peers(countPeers([...cashier('carla', 30), ...cashier('mia', 2), ...cashier('zoe', 4)]));
    expect(peers.picture('carla', 'attached')).toEqual({ own: 300, median: 30, values: [20, 40] });
    expect(peers.picture('none', 'attached')).toEqual({ own: 0, median: 0, values: [] });
  });
});

describe('Surprise', () => {
  it('is the tail of Poisson’s distribution', () => {
    // 1 − (1 + 2 + 2) · e^−2, and 1 − e^−0.02.
    expect(poissonSurprise(3, 2)).toBeCloseTo(-Math.log10(1 - 5 * Math.exp(-2)), 10);
    expect(poissonSurprise(1, 0.02)).toBeCloseTo(-Math.log10(1 - Math.exp(-0.02)), 10);
    expect(poissonSurprise(0, 2)).toBe(0);
  });

  it('of a varied rate is less, and the same where rates do not vary', () => {
    // Shape 1 is the geometric distribution: the tail from k is (mean / (1 + mean)) ^ k.
    expect(variedSurprise(6, 2, 1)).toBeCloseTo(-6 * Math.log10(2 / 3), 10);
    expect(variedSurprise(6, 2, 4)).toBeLessThan(poissonSurprise(6, 2));
    expect(variedSurprise(6, 2, 1e7)).toBeCloseTo(poissonSurprise(6, 2), 4);
  });

  it('rises with each event and falls with what is expected', () => {
    const expected = fc.double({ min: 0.001, max: 200, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), expected, (count, mean) => {
        const surprise = variedSurprise(count, mean, 4);
        expect(Number.isFinite(surprise)).toBe(true);
        expect(variedSurprise(count + 1, mean, 4)).toBeGreaterThanOrEqual(surprise - 1e-6);
        expect(variedSurprise(count, mean * 1.1, 4)).toBeLessThanOrEqual(surprise + 1e-6);
      }),
    );
  });
});
