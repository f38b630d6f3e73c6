import { answered } from '../platform/mishaps.mjs';
import { CONFIRM_ABOVE } from '../platform/loyalty.mjs';
import { isNamed } from '../scene.mjs';

/** A sale, its guest, its money, and points that pay. */
export const SELLING = [
  {
    id: 'sale',
    needs: [],
    async play(scene) {
      const check = scene.check();
      const answer = await scene.sell(check);
      scene.outcome(answer, 'DONE');
      scene.figures(answer, scene.once(check));
    },
  },
  {
    id: 'sale-figures',
    needs: ['figures'],
    async play(scene) {
      const check = scene.check({ lines: [dish('Стейк', '1', '1999.99', '1999.99')] });
      const answer = await scene.sell(check);
      scene.outcome(answer, 'DONE');
      scene.figures(answer, scene.once(check));
    },
  },
  {
    id: 'sale-anonymous',
    needs: ['anonymous'],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check, null), 'DONE');
      scene.once(check, { guest: null });
      scene.atMost('sale', 0);
    },
  },
  {
    id: 'two-sales',
    needs: [],
    async play(scene) {
      // The same dishes twice for the same guest are two receipts and two sales.
      const [first, second] = [scene.check(), scene.check()];
      for (const check of [first, second]) scene.outcome(await scene.sell(check), 'DONE');
      scene.once(first);
      scene.once(second);
      scene.otherKey(scene.tries(first)[0]?.key, scene.tries(second)[0]?.key);
    },
  },
  {
    id: 'money-minor',
    needs: [],
    async play(scene) {
      // Each of these is no binary fraction: as floating point times 100 it is not whole.
      const lines = [
        dish('Кофе', '1', '1.10', '1.10'),
        dish('Сок', '1', '4.35', '4.35'),
        dish('Вода', '3', '19.99', '59.97'),
        dish('Хлеб', '1', '0.29', '0.29'),
        dish('Соус', '1', '1.15', '1.15'),
      ];
      const check = scene.check({ lines });
      scene.outcome(await scene.sell(check), 'DONE');
      const row = scene.once(check);
      if (row !== undefined && row.lines.length > 1)
        scene.ok(
          'lines',
          equal(
            row.lines.map(({ total }) => total),
            [110, 435, 5_997, 29, 115],
          ),
          {},
        );
    },
  },
  {
    id: 'money-large',
    needs: [],
    async play(scene) {
      const check = scene.check({ lines: [dish('Банкет', '1', '1234567.89', '1234567.89')] });
      scene.outcome(await scene.sell(check), 'DONE');
      scene.once(check);
    },
  },
  {
    id: 'weighed',
    needs: [],
    async play(scene) {
      const check = scene.check({ lines: [dish('Рыба', '0.347', '2890.00', '1002.83')] });
      scene.outcome(await scene.sell(check), 'DONE');
      const row = scene.once(check);
      if (row !== undefined)
        scene.ok('quantity', [0.347, 1].includes(row.lines[0].quantity), { quantity: row.lines[0].quantity });
    },
  },
  {
    id: 'guest-card',
    needs: ['card'],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check, scene.faceOf('boris', 'card')), 'DONE');
      scene.once(check, { guest: 'boris' });
    },
  },
  {
    id: 'guest-phone',
    needs: ['phone'],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check, { phone: '+79210000002' }), 'DONE');
      scene.once(check, { guest: 'boris' });
    },
  },
  {
    id: 'guest-qr',
    needs: ['qr'],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check, scene.faceOf('boris', 'qr')), 'DONE');
      scene.once(check, { guest: 'boris' });
    },
  },
  {
    id: 'guest-unknown',
    needs: [],
    async play(scene) {
      const check = scene.check();
      const stranger = { card: '1002170377699999', phone: '+79210000099' };
      scene.forNoGuest(check, await scene.sell(check, stranger));
      scene.atMost('lookup', 4);
    },
  },
  {
    id: 'guest-blocked',
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.forNoGuest(check, await scene.sell(check, 'blocked'));
      scene.atMost('sale', 1);
      const next = scene.check();
      scene.outcome(await scene.sell(next), 'DONE');
      scene.once(next);
    },
  },
  {
    id: 'guest-merged',
    needs: ['refund'],
    async play(scene) {
      const { anna, boris } = scene.guests;
      boris.mergedInto = anna.id;
      const check = scene.check();
      scene.outcome(await scene.sell(check, 'boris'), 'DONE');
      scene.once(check, { guest: 'anna' });
      scene.outcome(await scene.refund(check), 'DONE');
      scene.ok('refunded', refundsOf(scene, check).length === 1, { receipt: check.number });
    },
  },
  {
    id: 'quote-sale',
    needs: ['quote', 'figures'],
    async play(scene) {
      const check = scene.check();
      const quoted = await scene.act('quote', { check, guest: scene.faceOf('anna', 'card', 'phone') });
      scene.outcome(quoted, 'DONE');
      scene.never(check);
      const answer = await scene.sell(check);
      const row = scene.once(check);
      scene.figures(answer, row);
      scene.ok('as-quoted', quoted.payable === answer.payable, { quoted: quoted.payable, answer: answer.payable });
    },
  },
  {
    id: 'quote-changed-check',
    needs: ['quote', 'figures'],
    async play(scene) {
      const check = scene.check();
      const guest = scene.faceOf('anna', 'card', 'phone');
      scene.outcome(await scene.act('quote', { check, guest }), 'DONE');
      const lines = [...check.lines, dish('Десерт', '1', '310.00', '310.00')];
      const changed = scene.check({ lines, number: check.number });
      const answer = await scene.sell(changed);
      scene.outcome(answer, 'DONE');
      scene.figures(answer, scene.once(changed));
    },
  },
  {
    id: 'quote-away',
    needs: ['quote'],
    async play(scene) {
      const check = scene.check();
      scene.door.next('quote', ...Array.from({ length: 20 }, () => answered(503, 'unavailable')));
      const quoted = await scene.act('quote', { check, guest: scene.faceOf('anna', 'card', 'phone') });
      scene.ok('not-done', quoted.outcome !== 'DONE', { outcome: quoted.outcome });
      scene.outcome(await scene.sell(check), 'DONE');
      scene.once(check);
    },
  },
  {
    id: 'points-pay',
    needs: ['points'],
    async play(scene) {
      const check = scene.check();
      const answer = await scene.sell(check, 'anna', { points: 200 });
      scene.outcome(answer, 'DONE');
      scene.figures(answer, scene.once(check, { points: 200 }));
    },
  },
  {
    id: 'points-too-many',
    needs: ['points'],
    async play(scene) {
      const check = scene.check();
      scene.outcome(await scene.sell(check, 'boris', { points: 300 }), 'REFUSED');
      scene.never(check);
      scene.atMost('sale', 1);
      // The cashier repeats the check with fewer points: another act with another key.
      const answer = await scene.sell(check, 'boris', { points: 30 });
      scene.outcome(answer, 'DONE');
      scene.once(check, { guest: 'boris', points: 30 });
      const [first, second] = scene.tries(check).slice(-2);
      if (second !== undefined) scene.otherKey(first.key, second.key);
    },
  },
  {
    id: 'points-confirmed',
    needs: ['points', 'confirm'],
    async play(scene) {
      scene.door.loyalty.confirms = true;
      const check = scene.check();
      const points = CONFIRM_ABOVE + 10;
      scene.outcome(await scene.sell(check, 'anna', { points }), 'REFUSED');
      scene.never(check);
      scene.outcome(await scene.sell(check, 'anna', { points, confirmation: { code: '123456' } }), 'DONE');
      scene.once(check, { points });
    },
  },
  {
    id: 'points-database-away',
    needs: ['points'],
    async play(scene) {
      const check = scene.check();
      const away = Array.from({ length: 20 }, () => answered(503, 'unavailable', 1));
      scene.door.next('sale', ...away);
      const answer = await scene.sell(check, 'anna', { points: 100 });
      // Whatever the till shows now, the guest pays all in money.
      scene.outcome(answer, 'REFUSED');
      scene.quick(answer);
      scene.door.mend('sale');
      scene.outcome(await scene.sell(check, 'anna'), 'DONE', 'KEPT', 'WAITING');
      await scene.settle();
      scene.once(check, { points: 0 });
    },
  },
  {
    id: 'redemption',
    needs: ['redeem'],
    async play(scene) {
      const check = scene.check();
      const guest = scene.faceOf('anna', 'card', 'phone');
      scene.outcome(await scene.act('redeem', { check, guest, points: 150 }), 'DONE');
      const answer = await scene.sell(check);
      scene.outcome(answer, 'DONE');
      scene.ok('redeemed-once', scene.rows(check, 'REDEMPTION').length === 1, {});
      scene.figures(answer, scene.once(check, { points: 150 }));
    },
  },
  {
    id: 'split-check',
    needs: ['divide'],
    async play(scene) {
      await divided(scene);
    },
  },
  {
    id: 'forbidden',
    needs: [],
    async play(scene) {
      const check = scene.check();
      scene.door.next('sale', ...Array.from({ length: 20 }, () => answered(403, 'forbidden')));
      scene.outcome(await scene.sell(check), 'REFUSED');
      scene.atMost('sale', 2);
    },
  },
  {
    id: 'wrong-key',
    needs: [],
    wrongKey: true,
    async play(scene) {
      scene.door.apiKey = `${scene.door.apiKey.slice(0, -1)}x`;
      const check = scene.check();
      scene.outcome(await scene.sell(check), 'REFUSED', 'WAITING');
      scene.never(check);
      scene.ok('calls-at-most', scene.door.calls.length <= 4, { op: 'any', most: 4, times: scene.door.calls.length });
    },
  },
];

/** A check that two guests pay; `mishaps` happen to the sales of its parts. */
export async function divided(scene, ...mishaps) {
  const check = scene.check();
  const [soup, cutlet, tea] = check.lines;
  const parts = [
    { guest: scene.faceOf('anna', 'card', 'phone'), lines: [soup, tea], total: '570.10' },
    { guest: scene.faceOf('boris', 'card', 'phone'), lines: [cutlet], total: '742.50' },
  ];
  scene.door.next('sale', ...mishaps);
  const answer = await scene.act('divide', { check, parts });
  scene.outcome(answer, ...(mishaps.length === 0 ? ['DONE'] : ['DONE', 'WAITING']));
  await scene.settle();
  const rows = scene.rows(check);
  scene.ok('parts', rows.length === 2, { wanted: 2, times: rows.length });
  scene.ok('part-amounts', equal(rows.map(({ amount }) => amount).toSorted(), [57_010, 74_250]), {});
  scene.ok('part-guests', new Set(rows.map(({ guest }) => guest)).size === 2, {});
  const keys = new Set(scene.tries(check).map(({ key }) => key));
  scene.ok('part-keys', keys.size === 2, { times: keys.size });
}

export function refundsOf(scene, check) {
  return scene.door.loyalty.recorded.filter(({ refundOf }) => isNamed(refundOf, check));
}

function dish(name, quantity, price, total) {
  return { code: `D-${name}`, name, category: 'Меню', quantity, price, total };
}

function equal(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
