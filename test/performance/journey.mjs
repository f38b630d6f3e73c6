#!/usr/bin/env node
// Plays a customer's whole journey against a running server with the demo's people, prints each step, and ends non-zero
// at the first surprise: node test/performance/journey.mjs [http://127.0.0.1:3000]
import { randomUUID } from 'node:crypto';

const url = (process.argv[2] ?? 'http://127.0.0.1:3000').replace(/\/$/, '');
const PASSWORD = 'loyalty-demo';
const started = performance.now();
let steps = 0;

// Declared first, because code at the top of this file throws it.
class Surprise extends Error {}

try {
  await play();
  console.log(
    `\nThe whole journey in ${((performance.now() - started) / 1000).toFixed(1)} s, ${steps} steps, no surprise.`,
  );
} catch (error) {
  console.error(
    `\nA surprise after ${steps} steps: ${error instanceof Surprise ? error.message : (error.stack ?? error)}`,
  );
  process.exitCode = 1;
}

async function play() {
  await call('the server is ready', 'GET', '/api/health/ready', { expect: 200 });
  const cashier = await signIn('cashier@demo.test');
  const manager = await signIn('manager@demo.test');
  const stranger = await signIn('manager@other.test');

  const restaurants = await call('the cashier sees where they work', 'GET', '/api/restaurants', {
    token: cashier.token,
    expect: 200,
  });
  const restaurant = restaurants.items.find(
    ({ id }) => cashier.user.restaurantIds === 'ALL' || cashier.user.restaurantIds.includes(id),
  );
  const tills = await call('… and the tills there', 'GET', `/api/restaurants/${restaurant.id}/points-of-sale`, {
    token: cashier.token,
    expect: 200,
  });
  const till = tills.items[0].id;

  const phone = `+7999${String(Math.floor(Math.random() * 10_000_000)).padStart(7, '0')}`;
  const networkId = cashier.user.networkId;
  const begun = await call('a guest registers with a telephone', 'POST', '/api/auth/register', {
    body: { networkId, phone, name: 'Journey', consents: [{ kind: 'PERSONAL_DATA', version: '1' }] },
    expect: 202,
  });
  const outbox = await call(
    'the code stands in the development outbox',
    'GET',
    `/api/dev/outbox?to=${encodeURIComponent(phone)}`,
    { expect: 200 },
  );
  const code = /\d{6}/.exec(outbox.items[0]?.body ?? '')?.[0];
  const guest = await call('the code opens a session', 'POST', '/api/auth/verify', {
    body: { verificationId: begun.verificationId, code },
    expect: 200,
  });
  const id = guest.guest.id;
  const welcome = guest.guest.balance.available;

  const card = await call('the guest shows a card', 'GET', '/api/auth/me/card', {
    token: guest.accessToken,
    expect: 200,
  });
  const found = await call('the till finds the guest by the code', 'POST', '/api/guests/lookup', {
    token: cashier.token,
    body: { code: card.cardCode },
    expect: 200,
  });
  same('the same guest', found.id, id);

  const path = `/api/guests/${id}/transaction`;
  const bill = { type: 'SALE', pointOfSaleId: till, amount: 500_000, receiptNumber: randomUUID() };
  const quote = await call('a quote for the first purchase', 'POST', `/api/guests/${id}/quote`, {
    token: cashier.token,
    body: bill,
    expect: 200,
  });
  const key = randomUUID();
  const sale = await call('the first purchase', 'POST', path, { token: cashier.token, key, body: bill, expect: 201 });
  for (const figure of ['discount', 'payable', 'pointsEarned'])
    same(`${figure} as quoted`, sale[figure], quote[figure]);
  same('the balance', sale.balance.available, welcome + sale.pointsEarned);
  same(
    'a reason for each effect',
    sale.trace.every(({ reason }) => reason.length > 0),
    true,
  );
  const again = await call('the same call again is the same purchase', 'POST', path, {
    token: cashier.token,
    key,
    body: bill,
    expect: 201,
  });
  same('one transaction', again.id, sale.id);
  const twice = await call('the same receipt again is refused', 'POST', path, {
    token: cashier.token,
    body: bill,
    expect: 409,
  });
  same('by its code', twice.code, 'receipt_already_recorded');

  const tierBefore = sale.tier.code;
  let tier = sale.tier;
  for (let visit = 0; visit < 40 && tier.code === tierBefore && tier.next !== null; visit += 1) {
    const next = await call(`visit ${visit + 2} on the way to ${tier.next}`, 'POST', path, {
      token: cashier.token,
      body: { ...bill, receiptNumber: randomUUID() },
      expect: 201,
    });
    tier = next.tier;
  }
  same('a higher tier', tier.code !== tierBefore, true);

  const offer = await call('a quote with points', 'POST', `/api/guests/${id}/quote`, {
    token: cashier.token,
    body: { ...bill, receiptNumber: undefined },
    expect: 200,
  });
  const points = offer.redeemable.max;
  same('there is something to redeem', points > 0, true);
  const spent = await call(`a purchase paid with ${points} points`, 'POST', path, {
    token: cashier.token,
    body: { ...bill, receiptNumber: randomUUID(), pointsToRedeem: points },
    expect: 201,
  });
  same('the points', spent.pointsRedeemed, points);
  same('what is left to pay', spent.payable, spent.amount - spent.discount - spent.pointsValue);
  const tooMany = await call('more points than there are is refused', 'POST', path, {
    token: cashier.token,
    body: { ...bill, receiptNumber: randomUUID(), pointsToRedeem: 100_000_000 },
    expect: 422,
  });
  same('by its code', tooMany.code, 'insufficient_points');

  const history = await call('the guest reads the history', 'GET', `/api/guests/${id}/history?limit=200`, {
    token: guest.accessToken,
    expect: 200,
  });
  const sum = history.items.reduce((total, item) => total + item.pointsEarned - item.pointsRedeemed, 0);
  same('it adds up to the balance', sum, spent.balance.available);
  const refund = await call('the last purchase is given back', 'POST', `/api/transactions/${spent.id}/refund`, {
    token: manager.token,
    body: { reason: 'journey' },
    expect: 201,
  });
  same('all points return', refund.pointsReturned, points);
  const explained = await call('the manager asks why', 'GET', `/api/transactions/${spent.id}/explain`, {
    token: manager.token,
    expect: 200,
  });
  same('the decision made anew agrees', explained.agrees, true);
  await call('another network sees nothing of it', 'GET', `/api/guests/${id}/balance`, {
    token: stranger.token,
    expect: 404,
  });
  await call('nor does anybody without a session', 'GET', `/api/guests/${id}/balance`, { expect: 401 });
  await call('the guest signs out', 'POST', '/api/auth/logout', {
    token: guest.accessToken,
    body: {},
    expect: [200, 204],
  });
  await call('and is out at once', 'GET', '/api/auth/me', { token: guest.accessToken, expect: 401 });
}

async function signIn(email) {
  const { accessToken, user } = await call(`${email} signs in`, 'POST', '/api/auth/login', {
    body: { email, password: PASSWORD },
    expect: 200,
  });
  return { token: accessToken, user };
}

async function call(step, method, path, { token, key = randomUUID(), body, expect }) {
  const begun = performance.now();
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: {
      'Accept-Language': 'en',
      ...(method === 'POST' ? { 'Content-Type': 'application/json', 'Idempotency-Key': key } : {}),
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch((error) => {
    throw new Surprise(`${step}: ${url} does not answer (${error.cause?.code ?? error.message})`);
  });
  const text = await answer.text();
  if (![expect].flat().includes(answer.status))
    throw new Surprise(`${step}: ${method} ${path} answered ${answer.status}, not ${expect}\n${text.slice(0, 1_000)}`);
  steps += 1;
  console.log(`${String(answer.status)}  ${(performance.now() - begun).toFixed(0).padStart(5)} ms  ${step}`);
  return text === '' ? null : JSON.parse(text);
}

function same(what, is, should) {
  if (is !== should) throw new Surprise(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`);
}
