import { figureOf, rowOf } from './bench-figures.mjs';
import { asSuperuser, checkpoint } from './bench-tpcb.mjs';

const BOUND_MS = 300;
const FIRST_NAMES = [
  'Александр',
  'Алёна',
  'Анна',
  'Борис',
  'Вера',
  'Виктор',
  'Галина',
  'Дарья',
  'Елена',
  'Иван',
  'Кирилл',
  'Мария',
  'Ольга',
  'Пётр',
  'Яна',
];
const STEMS = [
  'Абрам',
  'Бел',
  'Волк',
  'Голуб',
  'Давыд',
  'Егор',
  'Жук',
  'Зайц',
  'Иван',
  'Казак',
  'Лебед',
  'Мороз',
  'Никол',
  'Орл',
  'Павл',
  'Роман',
  'Сидор',
  'Тих',
  'Фрол',
  'Черн',
];
const ENDINGS = ['ов', 'ев', 'ин', 'енко', 'ский', 'ович'];
const ORDERS = [
  '-createdAt',
  'createdAt',
  'name',
  '-name',
  '-lastVisitAt',
  'lastVisitAt',
  '-points',
  'points',
  '-tier',
  'tier',
];
/** Filters from none to all, some that match the order and some that do not. */
const FILTERS = [
  {},
  { tiers: 'GOLD' },
  { tiers: 'BRONZE' },
  { pointsFrom: 19_500 },
  { pointsTo: 5 },
  { pointsFrom: 100, pointsTo: 110 },
  { visitedFrom: daysAgo(1) },
  { notVisitedSince: daysAgo(500) },
  { tiers: 'GOLD', pointsFrom: 15_000, notVisitedSince: daysAgo(500) },
  { pointsFrom: 19_990, visitedFrom: daysAgo(0) },
];
/** A name of every fifteenth guest, a letter, two words, and a name that no guest has. */
const SEARCHES = ['анна', 'а', 'сид анна', 'zzq'];

/** The first page of a large network's list over HTTP, for every order with every filter, and of searches. */
export async function measureGuests({ bench, app, network, rounds, guests }) {
  await asSuperuser(bench, 'loyalty', (client) => fill(client, network.id, guests));
  await checkpoint(bench);
  const times = { list: [], count: [], search: [] };
  for (let round = 0; round < rounds; round += 1) {
    const slowest = { list: 0, count: 0, search: 0 };
    const note = async (kind, call) => {
      const began = performance.now();
      await call();
      slowest[kind] = Math.max(slowest[kind], performance.now() - began);
    };
    for (const filter of FILTERS) {
      for (const sort of ORDERS)
        await note('list', () => ask(app, network, `/api/guests?${new URLSearchParams({ sort, ...filter })}`));
      const { tiers, ...others } = filter;
      const body = { ...others, ...(tiers && { tiers: tiers.split(',') }) };
      await note('count', () => ask(app, network, '/api/guests/count', body));
    }
    for (const query of SEARCHES)
      for (const sort of ORDERS) await note('search', () => ask(app, network, '/api/guests/search', { query, sort }));
    for (const kind of Object.keys(times)) times[kind].push(slowest[kind]);
  }
  const many = guests.toLocaleString('en');
  const row = (what, values, bound) => rowOf({ what, figure: figureOf(values), unit: ' ms', ...bound });
  return [
    row(`first page of ${many} guests, the slowest order and filter`, times.list, { atMost: BOUND_MS }),
    row(`first page of a search among ${many} guests, the slowest`, times.search, { atMost: BOUND_MS }),
    row('the count beside it, the slowest', times.count, {}),
  ];
}

async function ask(app, network, path, body) {
  const answer = await fetch(`http://127.0.0.1:${app.port}${path}`, {
    headers: { Authorization: `Bearer ${network.token}`, 'Content-Type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${text}`);
}

function daysAgo(days) {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

/** Guests of every tier and age with names of two words, as the triggers keep them; what sales would have made is written straight. */
async function fill(client, networkId, guests) {
  const random = (salt) => `(hashtext('${salt}' || n) & 2147483647)`;
  await client.query(
    `INSERT INTO guests (network_id, id, name, card_number, source, created_at)
     SELECT $1, (lpad(to_hex(1700000000000 + n), 12, '0') || '7000' || '8000' || lpad(to_hex(n), 12, '0'))::uuid,
       ($3::text[])[${random('f')} % ${FIRST_NAMES.length} + 1] || ' ' || ($4::text[])[${random('s')} % ${STEMS.length} + 1] || ($5::text[])[${random('e')} % ${ENDINGS.length} + 1],
       'bench-' || n, 'IMPORT', to_timestamp(1700000000 + n * 60.0)
     FROM generate_series(1, $2::int) n`,
    [networkId, guests, FIRST_NAMES, STEMS, ENDINGS],
  );
  await client.query(
    `INSERT INTO guest_states (network_id, guest_id, available, tier)
     SELECT $1, g.id, ${random('p')} % 20000, CASE WHEN ${random('t')} % 1000 < 5 THEN 'GOLD' WHEN ${random('t')} % 1000 < 200 THEN 'SILVER' ELSE 'BRONZE' END
     FROM (SELECT id, id::text AS n FROM guests WHERE network_id = $1 AND source = 'IMPORT') g`,
    [networkId],
  );
  await client.query(
    `UPDATE guest_summaries u SET tier = s.tier, available = s.available,
       last_visit_at = CASE WHEN ${random('v')} % 5 = 0 THEN '-infinity' ELSE now() - ${random('d')} % 1000000 * interval '47 seconds' END
     FROM (SELECT *, guest_id::text AS n FROM guest_states) s
     WHERE u.network_id = $1 AND s.network_id = $1 AND s.guest_id = u.guest_id AND s.tier IS NOT NULL`,
    [networkId],
  );
  for (const table of ['guests', 'guest_states', 'guest_words', 'guest_summaries'])
    await client.query(`VACUUM ANALYZE ${table}`);
}
