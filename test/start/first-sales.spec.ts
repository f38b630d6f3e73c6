import { randomInt, randomUUID } from 'node:crypto';
import { Sandbox } from './start-process';

const PASSWORD = 'loyalty-demo';
const TILLS = 8;
const SALES = 100;
/** Other tests load the machine meanwhile, so a sale may wait longer than a till usually does. */
const TILL_WAIT_MS = '1000';

interface Till {
  readonly id: string;
  readonly token: string;
  readonly guests: readonly string[];
}

describe('A newcomer who sells while the demo is being filled', () => {
  const sandbox = new Sandbox({ DEMO: 'full', TILL_WAIT_MS });
  afterAll(() => sandbox.remove());

  it('gets points at once for each sale, one after another and eight at a time', async () => {
    const started = sandbox.start();
    const url = await started.ready();
    const till = await signIn(url);
    const answers: string[] = [];
    for (let n = 0; n < SALES; n += 1) answers.push(await sell(url, till, n % TILLS));
    await Promise.all(
      till.guests.map(async (_, guest) => {
        for (let n = 0; n < SALES / TILLS; n += 1) answers.push(await sell(url, till, guest));
      }),
    );
    expect(started.output).not.toContain('Filling the demo (DEMO=full): done');
    expect(answers.length).toBeGreaterThanOrEqual(2 * SALES);
    expect(new Set(answers)).toEqual(new Set(['201 POSTED']));
  });
});

/** The cashier of the demo, with guests registered at the till. */
async function signIn(url: string): Promise<Till> {
  const asked = await post(url, '/auth/login', '', { email: 'cashier@demo.test', password: PASSWORD });
  const { accessToken: token, user } = asked.body as { accessToken: string; user: { restaurantIds: string[] } };
  const place = `${url}/api/restaurants/${user.restaurantIds[0] ?? ''}/points-of-sale`;
  const tills = await fetch(place, { headers: { Authorization: `Bearer ${token}` } });
  const { items } = (await tills.json()) as { items: { id: string }[] };
  const guests: string[] = [];
  while (guests.length < TILLS) {
    const phone = `+7999${String(randomInt(1_000_000, 10_000_000))}`;
    const consents = [{ kind: 'personal_data', version: '2026-01' }];
    const made = await post(url, '/guests', token, { phone, name: 'Anna', consents });
    guests.push((made.body as { id: string }).id);
  }
  return { id: items[0]?.id ?? '', token, guests };
}

/** Status and state of a sale. */
async function sell(url: string, { id, token, guests }: Till, guest: number): Promise<string> {
  const sale = { type: 'SALE', pointOfSaleId: id, amount: 50_000, receiptNumber: randomUUID() };
  const { status, body } = await post(url, `/guests/${guests[guest] ?? ''}/transaction`, token, sale);
  return `${String(status)} ${(body as { status: string }).status}`;
}

async function post(
  url: string,
  route: string,
  token: string,
  body: object,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${url}/api${route}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Idempotency-Key': randomUUID(),
      ...(token !== '' && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}
