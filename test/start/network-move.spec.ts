import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { Sandbox } from './start-process';

const PASSWORD = 'correct horse battery';
const EMAIL = 'anna@osteria.test';
const PHONE = '+393471234567';
const RINGS = ['JWT_KEYS', 'QR_KEYS', 'PII_KEYS', 'INDEX_KEY', 'SEAL_KEYS'];
const newKeys = (): Record<string, string> =>
  Object.fromEntries(RINGS.map((name) => [name, `k1:${randomBytes(32).toString('base64')}`]));
/** A till's patience would end on a busy machine, and the sale be kept on the disk. */
const PRODUCTION = { NODE_ENV: 'production', HOST: '127.0.0.1', DEMO: '0', TILL_WAIT_MS: '5000' };

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** A platform that is asked by HTTP alone. */
class Asked {
  private token = '';

  constructor(private readonly url: string) {}

  async ask(method: 'GET' | 'POST', route: string, body?: object): Promise<Answer> {
    const response = await fetch(`${this.url}${route}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        'Idempotency-Key': randomUUID(),
        ...(this.token !== '' && { Authorization: `Bearer ${this.token}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  async done(route: string, body: object, status = 201): Promise<Record<string, unknown>> {
    const answer = await this.ask('POST', route, body);
    expect([route, answer]).toEqual([route, expect.objectContaining({ status })]);
    return answer.body;
  }

  async signIn(): Promise<void> {
    const signedIn = await this.done('/api/auth/login', { email: EMAIL, password: PASSWORD }, 200);
    this.token = String(signedIn['accessToken']);
  }
}

/** Two installations with keys of their own; the second was never started and has nothing. */
describe('A network that moves into an empty installation', () => {
  const [source, target] = [
    new Sandbox({ ...PRODUCTION, ...newKeys() }),
    new Sandbox({ ...PRODUCTION, ...newKeys() }),
  ] as const;
  const [privateKey, publicKey] = [source.file('private.pem'), source.file('public.pem')];
  const archive = source.file('network.tar');

  afterAll(async () => {
    await source.remove();
    await target.remove();
  });

  async function command(of: Sandbox, ...args: string[]): Promise<string> {
    const run = of.run('cli.mjs', args);
    expect([await run.ended(), run.output]).toEqual([0, expect.anything()]);
    return run.output;
  }

  /** A network with a guest who has points. */
  async function open(): Promise<{ asked: Asked; till: string; guest: string; sale: string }> {
    const asked = new Asked(await source.start().ready());
    const place = ['--currency', 'EUR', '--time-zone', 'Europe/Rome', '--country', 'IT', '--language', 'en'];
    const manager = ['--preset', 'hybrid-5', '--manager-email', EMAIL, '--manager-name', 'Anna'];
    const said = await command(
      source,
      'network',
      'create',
      '--code',
      'osteria',
      '--name',
      'Osteria',
      ...place,
      ...manager,
    );
    const token = /\/password\?role=\w+#(\S+)/.exec(said)?.[1];
    await asked.done('/api/auth/password/set', { token, password: PASSWORD }, 204);
    await asked.signIn();
    const { id: restaurantId } = await asked.done('/api/restaurants', { code: 'centre', name: 'Centre' });
    const tills = `/api/restaurants/${String(restaurantId)}/points-of-sale`;
    const { id: pointOfSaleId } = await asked.done(tills, { code: 'till-1', name: 'Till 1' });
    const { id: guest } = await asked.done('/api/guests', { phone: PHONE, name: 'Bruno', restaurantId });
    const sale = { type: 'SALE', pointOfSaleId, receiptNumber: 'A-1', amount: 155_000 };
    const { id } = await asked.done(`/api/guests/${String(guest)}/transaction`, sale);
    return { asked, till: String(pointOfSaleId), guest: String(guest), sale: String(id) };
  }

  it('has its guest, who spends there at once, and the same answers', async () => {
    const { asked, till, guest, sale } = await open();
    execFileSync('openssl', ['genpkey', '-algorithm', 'X25519', '-out', privateKey]);
    execFileSync('openssl', ['pkey', '-in', privateKey, '-pubout', '-out', publicKey]);
    const written = await command(source, 'network', 'archive', 'osteria', '--out', archive, '--receiver', publicKey);
    const signedBy = /Signed by (\w+)/.exec(written)?.[1] ?? '';
    const last = path.join(source.folder, 'last.tar');
    const rest = ['--out', last, '--receiver', publicKey, '--since', archive, '--close'];

    const key = ['--key', privateKey, '--signed-by', signedBy];
    expect(await command(target, 'network', 'read', archive, ...key, '--keep-closed')).toMatch(/^osteria: .*: right$/m);
    expect(await command(source, 'network', 'archive', 'osteria', ...rest)).toContain('stays closed here');
    const refused = await asked.ask('POST', '/api/guests', { phone: '+393471234568', name: 'Carla' });
    expect([refused.status, refused.body['code']]).toEqual([503, 'network_moving']);
    expect(await command(target, 'network', 'read', last, ...key)).toContain('osteria is open here');

    const there = new Asked(await target.start().ready());
    await there.signIn();
    for (const route of [`/api/guests/${guest}/balance`, `/api/transactions/${sale}/explain`])
      expect(await there.ask('GET', route)).toEqual(await asked.ask('GET', route));
    expect(await there.done('/api/guests/lookup', { phone: PHONE }, 200)).toMatchObject({ id: guest });
    const spend = { type: 'REDEMPTION', pointOfSaleId: till, receiptNumber: 'A-2', points: 100, orderAmount: 100_000 };
    const spent = await there.done(`/api/guests/${guest}/transaction`, spend);
    expect(spent).toMatchObject({ pointsRedeemed: 100, status: 'POSTED' });
    expect(await command(target, 'verify-ledger')).toMatch(/^osteria: .*: right$/m);
  });
});
