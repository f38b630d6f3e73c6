import { randomBytes, randomUUID } from 'node:crypto';
import { Sandbox, type Started } from './start-process';
import { itAtNight } from '../support/at-night';

const PASSWORD = 'correct horse battery';
const RINGS = ['JWT_KEYS', 'QR_KEYS', 'PII_KEYS', 'INDEX_KEY', 'SEAL_KEYS'];
const KEYS = Object.fromEntries(RINGS.map((name) => [name, `k1:${randomBytes(32).toString('base64')}`]));

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** From an installation in which nothing is, with the keys of its own, to the first sale: by HTTP and the commands alone. */
describe('An empty production installation', () => {
  const sandbox = new Sandbox({ NODE_ENV: 'production', HOST: '127.0.0.1', DEMO: '0', ...KEYS });
  let started: Started;
  let url: string;

  beforeAll(async () => {
    started = sandbox.start();
    url = await started.ready();
  });
  afterAll(() => sandbox.remove());

  async function post(path: string, body: object, token?: string): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
        ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  async function made(path: string, body: object, token: string): Promise<Record<string, unknown>> {
    const answer = await post(path, body, token);
    expect([path, answer]).toEqual([path, expect.objectContaining({ status: 201 })]);
    return answer.body;
  }

  /** The token of the link that a command printed. */
  async function tokenOfCommand(...args: string[]): Promise<string> {
    const command = sandbox.run('cli.mjs', args);
    expect([await command.ended(), command.output]).toEqual([0, expect.stringContaining(`${url}/password?role=`)]);
    return /\/password\?role=\w+#(\S+)/.exec(command.output)?.[1] ?? '';
  }

  /** Sets the password by the link, and signs in. */
  async function signIn(email: string, linkToken: string): Promise<string> {
    expect((await post('/api/auth/password/set', { token: linkToken, password: PASSWORD })).status).toBe(204);
    const signedIn = await post('/api/auth/login', { email, password: PASSWORD });
    expect(signedIn.status).toBe(200);
    return signedIn.body['accessToken'] as string;
  }

  /** The first manager's first day, to a sale and a redemption of the points that it earned. */
  async function sellAndRedeem(manager: string): Promise<void> {
    const { id: restaurantId } = await made('/api/restaurants', { code: 'centre', name: 'Centre' }, manager);
    const tills = `/api/restaurants/${String(restaurantId)}/points-of-sale`;
    const { id: pointOfSaleId } = await made(tills, { code: 'till-1', name: 'Till 1' }, manager);
    const email = `cashier-${randomUUID()}@example.test`;
    const user = await made('/api/users', { email, role: 'cashier', restaurantIds: [restaurantId] }, manager);
    const cashier = await signIn(email, (user['passwordLink'] as { token: string }).token);
    const guest = await made('/api/guests', { phone: '+393471234567', name: 'Bruno', restaurantId }, cashier);
    const path = `/api/guests/${String(guest['id'])}/transaction`;
    const sale = await made(path, { type: 'SALE', pointOfSaleId, receiptNumber: 'A-1', amount: 155_000 }, cashier);
    expect(sale['pointsEarned']).toBeGreaterThan(0);
    const body = { type: 'REDEMPTION', pointOfSaleId, receiptNumber: 'A-2', points: 100, orderAmount: 100_000 };
    expect(await made(path, body, cashier)).toMatchObject({ pointsRedeemed: 100, status: 'POSTED' });
  }

  it('names the pages of its people where it is ready, and no page that is closed', async () => {
    await started.says('Ctrl-C stops it.');
    for (const page of ['Cashier', 'Manager', 'Owner'])
      expect(started.output).toMatch(new RegExp(`^  ${page} +${url}/\\w+$`, 'm'));
    expect(started.output).toContain(`${url}/owner`);
    expect(started.output).not.toContain('/api/docs');
    expect((await fetch(`${url}/api/docs`)).status).toBe(404);
  });

  it('comes to a sale by its first owner, who opens a network for its first manager', async () => {
    const email = 'owner@example.test';
    const owner = await signIn(email, await tokenOfCommand('owner', 'create', '--email', email));
    const me = await fetch(`${url}/api/auth/me`, { headers: { Authorization: `Bearer ${owner}` } });
    expect(await me.json()).toMatchObject({ role: 'owner', name: null, email });
    const manager = { email: 'anna@osteria.test', name: 'Anna Conti' };
    const opened = await made(
      '/api/networks',
      {
        code: 'osteria',
        name: 'Osteria',
        currency: 'EUR',
        timeZone: 'Europe/Rome',
        country: 'IT',
        language: 'en',
        preset: 'hybrid-5',
        manager,
      },
      owner,
    );
    const { token, url: link } = opened['passwordLink'] as { token: string; url: string };
    expect(link).toMatch(/\/password\?role=\w+#\S+$/);
    await sellAndRedeem(await signIn(manager.email, token));
  });

  itAtNight('comes to a sale by the command that opens a network', async () => {
    const network = ['--code', 'trattoria', '--name', 'Trattoria', '--currency', 'EUR', '--time-zone', 'Europe/Rome'];
    const start = ['--country', 'IT', '--language', 'ru', '--preset', 'hybrid-5'];
    const email = 'carla@trattoria.test';
    const args = ['network', 'create', ...network, ...start, '--manager-email', email, '--manager-name', 'Carla'];
    const token = await tokenOfCommand(...args);
    await sellAndRedeem(await signIn(email, token));

    const again = sandbox.run('cli.mjs', args);
    expect(await again.ended()).toBe(1);
    expect(again.output).toContain('[code_taken]');
    const wrong = sandbox.run('cli.mjs', args.with(args.indexOf('Europe/Rome'), 'Mars/Olympus'));
    expect(await wrong.ended()).toBe(1);
    expect(wrong.output).toMatch(/^timeZone: /m);
  });
});
