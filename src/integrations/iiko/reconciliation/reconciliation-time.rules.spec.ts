import fc from 'fast-check';
import { nextNightOf } from './reconciliation-time.rules';

const HOUR_MS = 3_600_000;

describe('the next night of a connection', () => {
  it('comes within a day and a change of the clock, between four and six, and at the same time for one id', () => {
    const zones = fc.constantFrom('Europe/Moscow', 'Asia/Almaty', 'America/New_York', 'Pacific/Auckland', 'UTC');
    const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(instants, zones, fc.uuid(), (now, zone, id) => {
        const night = nextNightOf(now, zone, id);
        expect(night.getTime()).toBeGreaterThan(now);
        expect(night.getTime() - now).toBeLessThanOrEqual(25 * HOUR_MS);
        const hour = Number(
          new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: zone, hourCycle: 'h23' }).format(night),
        );
        // The clock may have been changed since midnight.
        expect([3, 4, 5]).toContain(hour);
        expect(nextNightOf(now, zone, id)).toEqual(night);
      }),
    );
  });
});
