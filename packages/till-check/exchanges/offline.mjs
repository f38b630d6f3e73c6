import { answered, LOST_ANSWER } from '../platform/mishaps.mjs';
import { isNamed } from '../scene.mjs';
import { refundsOf } from './selling.mjs';

/** Long enough that the time of a sale differs clearly from that of its delivery. */
const AWAY_MS = 3_000;
const HOUR_MS = 3_600_000;

/** The platform is away, and the acts of that time are delivered later. */
export const OFFLINE = [
  {
    id: 'offline',
    needs: ['queue'],
    async play(scene) {
      const [first, second] = [scene.check(), scene.check()];
      const answer = await whileAway(scene, [first, second], { ms: AWAY_MS });
      await scene.settle();
      const rows = [scene.once(first), scene.once(second)];
      rows.forEach((row, at) => scene.realTime(row, answer[at]));
      const { recorded } = scene.door.loyalty;
      scene.ok('in-order', isNamed(recorded[0], first) && isNamed(recorded[1], second), {});
      counters(scene);
    },
  },
  {
    id: 'offline-unknown-face',
    needs: ['queue'],
    async play(scene) {
      // The till has not looked this guest up before, so it knows the card alone.
      const check = scene.check();
      const [answer] = await whileAway(scene, [check], { guest: 'boris', ms: AWAY_MS });
      await scene.settle();
      scene.realTime(scene.once(check, { guest: 'boris' }), answer);
    },
  },
  {
    id: 'offline-lost-answer',
    needs: ['queue'],
    async play(scene) {
      const [first, second] = [scene.check(), scene.check()];
      await whileAway(scene, [first, second]);
      scene.door.next('batch', LOST_ANSWER);
      scene.door.next('sale', LOST_ANSWER);
      await scene.settle();
      for (const check of [first, second]) scene.once(check);
      scene.sameKey(first);
    },
  },
  {
    id: 'offline-partly',
    needs: ['queue'],
    async play(scene) {
      const checks = [scene.check(), scene.check(), scene.check()];
      await whileAway(scene, checks);
      // The first delivery gets one act through, in a batch or alone.
      scene.door.next('item', null, answered(503, 'unavailable'));
      scene.door.next('sale', null, answered(429, 'rate_limited', 1));
      await scene.settle();
      for (const check of checks) scene.once(check);
    },
  },
  {
    id: 'offline-refused',
    needs: ['queue'],
    async play(scene) {
      const [bad, good] = [scene.check(), scene.check()];
      scene.guests.boris.blocked = true;
      await scene.door.close();
      await scene.sell(bad, 'boris');
      await scene.sell(good);
      await scene.door.reopen();
      const { refused } = await scene.settle();
      const isShown = refused.some(({ receipt }) => receipt === bad.number);
      scene.forNoGuest(bad, { outcome: isShown ? 'REFUSED' : 'DONE' });
      scene.once(good);
    },
  },
  {
    id: 'offline-refund',
    needs: ['queue', 'refund'],
    async play(scene) {
      const check = scene.check();
      await scene.door.close();
      scene.outcome(await scene.sell(check), 'WAITING');
      // A till may also refuse to refund a sale that is not recorded yet.
      const answer = await scene.refund(check);
      scene.outcome(answer, 'WAITING', 'REFUSED');
      await scene.door.reopen();
      await scene.settle();
      scene.once(check);
      const wanted = answer.outcome === 'WAITING' ? 1 : 0;
      scene.ok('refunds', refundsOf(scene, check).length === wanted, { wanted, times: refundsOf(scene, check).length });
    },
  },
  {
    id: 'offline-clock',
    needs: ['queue'],
    clockOffMs: 2 * HOUR_MS,
    async play(scene) {
      const check = scene.check();
      const [answer] = await whileAway(scene, [check], { ms: AWAY_MS });
      await scene.settle();
      scene.realTime(scene.once(check), answer);
    },
  },
  ...[
    ['clock-ahead', -HOUR_MS],
    ['clock-behind', HOUR_MS],
  ].map(([id, clockOffMs]) => ({
    id,
    needs: [],
    clockOffMs,
    async play(scene) {
      const check = scene.check();
      const answer = await scene.sell(check);
      scene.outcome(answer, 'DONE', 'WAITING');
      if (answer.outcome === 'WAITING') await scene.settle();
      const row = scene.once(check);
      const offMs = row === undefined ? 0 : row.occurredAtMs - scene.door.loyalty.now();
      scene.ok('about-now', Math.abs(offMs) < 5 * 60_000, { offMs });
    },
  })),
];

/** Sells checks while connections are refused, and waits before the platform is back. Answers what the till answer. */
async function whileAway(scene, checks, { guest = 'anna', ms = 0 } = {}) {
  await scene.door.close();
  const answer = [];
  for (const check of checks) {
    answer.push(await scene.sell(check, guest));
    scene.outcome(answer.at(-1), 'WAITING');
    scene.quick(answer.at(-1));
  }
  await scene.pause(ms);
  await scene.door.reopen();
  return answer;
}

/** Counters of a device rise from act to act. */
function counters(scene) {
  const all = scene.calls('batch').flatMap(({ body }) => body.acts.map(({ counter }) => counter));
  scene.ok(
    'counters',
    all.every((counter, at) => at === 0 || counter > all[at - 1]),
    {},
  );
}
