import {
  answered,
  CUT_ANSWER,
  DONE_BEHIND_504,
  HUNG_ANSWER,
  KEPT,
  LOST_ANSWER,
  LOST_CALL,
  PAGE_OF_PROXY,
} from '../platform/mishaps.mjs';
import { divided, refundsOf } from './selling.mjs';

/** Answers after which an act is retried unchanged: the id of the exchange, the mishap of the first try, and the wait that was asked for. */
const REPEATED = [
  ['lost-answer', LOST_ANSWER],
  ['lost-call', LOST_CALL],
  ['cut-answer', CUT_ANSWER],
  ['hung-answer', HUNG_ANSWER],
  ['error-500', answered(500, 'internal_error')],
  ['page-of-proxy', PAGE_OF_PROXY],
  ['done-behind-504', DONE_BEHIND_504],
  ['retry-after-503', answered(503, 'unavailable', 1), 1_000],
  ['retry-after-429', answered(429, 'rate_limited', 1), 1_000],
  ['in-progress', answered(409, 'request_in_progress', 1), 1_000],
];

/** Lost answers, failures and refusals of a moment. */
export const REPEATING = [
  ...REPEATED.map(([id, mishap, waitMs]) => ({
    id,
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', mishap);
      const answer = await scene.sell(check);
      scene.outcome(answer, 'DONE', 'WAITING');
      scene.quick(answer);
      if (answer.outcome === 'WAITING') await scene.settle();
      scene.figures(answer.outcome === 'DONE' ? answer : {}, scene.once(check));
      scene.sameKey(check);
      if (waitMs !== undefined && scene.calls('sale').length > 1) scene.waited('sale', waitMs);
    },
  })),
  {
    id: 'points-lost-answer',
    needs: ['points'],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', LOST_ANSWER);
      const answer = await scene.sell(check, 'anna', { points: 100 });
      scene.outcome(answer, 'DONE', 'WAITING');
      await scene.settle();
      scene.once(check, { points: 100 });
      scene.sameKey(check);
    },
  },
  {
    id: 'no-hammering',
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', ...Array.from({ length: 200 }, () => answered(503, 'unavailable')));
      const answer = await scene.sell(check);
      scene.outcome(answer, 'WAITING');
      const times = scene.calls('sale').map(({ atMs }) => atMs);
      const busiest = Math.max(...times.map((at) => times.filter((one) => one >= at && one < at + 1_000).length));
      scene.ok('not-hammered', busiest <= 10, { most: 10, times: busiest });
      scene.door.mend('sale');
      await scene.settle();
      scene.once(check);
      scene.sameKey(check);
    },
  },
  {
    id: 'till-does-not-wait',
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', ...Array.from({ length: 50 }, () => HUNG_ANSWER));
      const answer = await scene.sell(check);
      scene.outcome(answer, 'WAITING');
      scene.quick(answer);
      scene.door.mend('sale');
      await scene.settle();
      scene.once(check);
      scene.sameKey(check);
    },
  },
  {
    id: 'pressed-twice',
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check), 'DONE');
      scene.outcome(await scene.sell(check), 'DONE', 'REFUSED');
      scene.once(check);
    },
  },
  {
    id: 'restarted',
    needs: ['restart'],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', ...Array.from({ length: 50 }, () => LOST_ANSWER));
      scene.outcome(await scene.sell(check), 'WAITING');
      scene.outcome(await scene.act('restart'), 'DONE');
      scene.door.mend('sale');
      await scene.settle();
      scene.once(check);
      scene.sameKey(check);
    },
  },
  {
    id: 'kept',
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', KEPT);
      const answer = await scene.sell(check);
      // The platform has the sale: the guest may go, and no other key is used.
      scene.outcome(answer, 'KEPT', 'DONE');
      scene.atMost('sale', 2);
      scene.door.recordKept();
      scene.once(check);
      scene.ok('one-key', new Set(scene.tries(check).map(({ key }) => key)).size === 1, {});
    },
  },
  {
    id: 'kept-asked-later',
    needs: [],
    async play(scene) {
      const [check, next] = [scene.check(), scene.check()];
      scene.door.next('sale', KEPT);
      scene.outcome(await scene.sell(check), 'KEPT', 'DONE');
      scene.outcome(await scene.sell(next), 'DONE');
      await scene.settle();
      scene.door.recordKept();
      scene.once(check);
      scene.once(next);
      scene.ok('one-key', new Set(scene.tries(check).map(({ key }) => key)).size === 1, {});
    },
  },
  {
    id: 'refund-lost-answer',
    needs: ['refund'],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check), 'DONE');
      scene.door.next('refund', LOST_ANSWER);
      scene.outcome(await scene.refund(check), 'DONE', 'WAITING');
      await scene.settle();
      scene.ok('refunded', refundsOf(scene, check).length === 1, { receipt: check.number });
      scene.sameKeyOf('refund');
    },
  },
  {
    id: 'split-lost-answer',
    needs: ['divide'],
    async play(scene) {
      await divided(scene, null, LOST_ANSWER);
    },
  },
];
