import { decimalOf, minorOf } from '../money.mjs';
import { refundsOf } from './selling.mjs';

/** Refunds of a whole check, of lines and of parts. */
export const REFUNDING = [
  {
    id: 'refund-whole',
    needs: ['refund'],
    async play(scene) {
      const check = scene.check();
      await scene.sell(check, 'anna');
      const answer = await scene.refund(check);
      scene.outcome(answer, 'DONE');
      handedBack(scene, check, answer, [check.total]);
    },
  },
  {
    id: 'refund-spent-points',
    needs: ['refund', 'points'],
    async play(scene) {
      const check = scene.check();
      await scene.sell(check, 'anna', { points: 120 });
      const answer = await scene.refund(check);
      scene.outcome(answer, 'DONE');
      handedBack(scene, check, answer, [check.total]);
      scene.ok('points-back', scene.guests.anna.available === 500, {
        points: scene.guests.anna.available,
        wanted: 500,
      });
    },
  },
  {
    id: 'refund-line',
    needs: ['refund-lines'],
    async play(scene) {
      const check = scene.check();
      await scene.sell(check);
      const answer = await scene.refund(check, { lines: [{ line: 2 }] });
      scene.outcome(answer, 'DONE');
      handedBack(scene, check, answer, ['742.50']);
      const [row] = refundsOf(scene, check);
      scene.ok('line', row?.lines.length === 1 && row.lines[0].line === 2, { wanted: 2 });
    },
  },
  {
    id: 'refund-quantity',
    needs: ['refund-lines'],
    async play(scene) {
      const tea = { code: 'D-3', name: 'Чай', category: 'Напитки', quantity: '3', price: '180.10', total: '540.30' };
      const check = scene.check({ lines: [tea, { ...tea, code: 'D-4', name: 'Кофе' }] });
      await scene.sell(check);
      const answer = await scene.refund(check, { lines: [{ line: 1, quantity: '1' }] });
      scene.outcome(answer, 'DONE');
      handedBack(scene, check, answer, ['180.10']);
    },
  },
  {
    id: 'refund-parts',
    needs: ['refund-amount'],
    async play(scene) {
      const check = scene.check();
      await scene.sell(check);
      // Two refunds of the same amount have two keys.
      for (const amount of ['300.00', '300.00']) scene.outcome(await scene.refund(check, { amount }), 'DONE');
      const answer = await scene.refund(check);
      scene.outcome(answer, 'DONE');
      handedBack(scene, check, answer, ['300.00', '300.00', decimalOf(minorOf(check.total) - 60_000)]);
      const keys = new Set(scene.calls('refund').map(({ key }) => key));
      scene.ok('refund-keys', keys.size === 3, { wanted: 3, times: keys.size });
    },
  },
  {
    id: 'refund-too-much',
    needs: ['refund-amount'],
    async play(scene) {
      const check = scene.check();
      await scene.sell(check);
      scene.outcome(await scene.refund(check), 'DONE');
      scene.outcome(await scene.refund(check, { amount: '100.00' }), 'REFUSED');
      scene.ok('refunded', refundsOf(scene, check).length === 1, { receipt: check.number });
      scene.atMost('refund', 2);
    },
  },
  {
    id: 'refund-approval',
    needs: ['refund'],
    async play(scene) {
      const check = scene.check();
      await scene.sell(check);
      scene.door.loyalty.approves = true;
      const answer = await scene.refund(check);
      scene.outcome(answer, 'APPROVAL');
      scene.ok('nothing-handed-back', answer.payable === undefined, { answer: answer.payable ?? '–' });
      scene.atMost('refund', 1);
    },
  },
];

/** Checks that the platform has these refunds, and that the till pays back what the last one says. */
function handedBack(scene, check, answer, amounts) {
  const rows = refundsOf(scene, check);
  const wanted = amounts.map(minorOf);
  scene.ok('refund-amounts', JSON.stringify(rows.map(({ amount }) => amount)) === JSON.stringify(wanted), {
    wanted: amounts.join(', '),
    amounts: rows.map(({ amount }) => decimalOf(amount)).join(', ') || '–',
  });
  const last = rows.at(-1);
  if (last !== undefined && (answer.payable !== undefined || scene.can.includes('figures')))
    scene.ok('figure', answer.payable === decimalOf(last.payable), {
      name: 'payable',
      wanted: decimalOf(last.payable),
      answer: answer.payable ?? '–',
    });
}
