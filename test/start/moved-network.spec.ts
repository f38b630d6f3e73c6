import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { keyPair } from '../support/archive/archive-files';
import { eventually } from '../support/eventually';
import { Sandbox } from './start-process';

const PASSWORD = 'correct horse battery';
const EMAIL = 'anna@osteria.test';
const PHONE = '+393471234567';
const MAPPING = { version: 1, name: 'past', lines: 'ROW', columns: { number: 'n', occurredAt: 'at', total: 'total' } };
/** Long enough for two starts and a verification on a machine with other work. */
const PATIENCE_MS = 600_000;

/** A running installation, at which a manager acts. */
class Desk {
  private token: string | undefined;

  constructor(private readonly url: string) {}

  async post(
    path: string,
    body: object,
    key: string = randomUUID(),
  ): Promise<{ status: number; body: Record<string, unknown> }> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...this.authorization };
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
  }

  async get(path: string): Promise<unknown> {
    const answer = await fetch(`${this.url}${path}`, { headers: this.authorization });
    expect([path, answer.status]).toEqual([path, 200]);
    return answer.json();
  }

  async signIn(): Promise<void> {
    const { status, body } = await this.post('/api/auth/login', { email: EMAIL, password: PASSWORD });
    expect(status).toBe(200);
    this.token = body['accessToken'] as string;
  }

  async made(path: string, body: object): Promise<Record<string, unknown>> {
    const key = randomUUID();
    const answer = await eventually(`${path} is answered`, async () => {
      const now = await this.post(path, body, key);
      // A busy server keeps the sale and records it under its key a moment later.
      return now.status === 202 ? undefined : now;
    });
    expect([path, answer]).toEqual([path, expect.objectContaining({ status: 201 })]);
    return answer.body;
  }

  private get authorization(): Record<string, string> {
    return this.token === undefined ? {} : { Authorization: `Bearer ${this.token}` };
  }
}

/** By the commands and HTTP alone, with the keys that each installation makes for itself. */
describe('An empty installation that reads the archive of a network', () => {
  const [source, target] = [new Sandbox(), new Sandbox()];
  const receiver = keyPair();
  const [tar, last] = [source.file('osteria.tar'), source.file('last.tar')];
  const [pub, key] = [source.file('pub.pem'), target.file('key.pem')];

  afterAll(async () => {
    await source.remove();
    await target.remove();
  });

  async function done(sandbox: Sandbox, ...args: string[]): Promise<string> {
    const command = sandbox.run('cli.mjs', args);
    expect([args, await command.ended(), command.output]).toEqual([args, 0, command.output]);
    return command.output;
  }

  /** A network with a past, and a guest with a phone who bought twice. */
  async function openNetwork(desk: Desk): Promise<{ guest: string; sale: string; till: string }> {
    const network = ['--code', 'osteria', '--name', 'Osteria', '--currency', 'EUR', '--time-zone', 'Europe/Rome'];
    const start = ['--country', 'IT', '--language', 'en', '--preset', 'hybrid-5'];
    const manager = ['--manager-email', EMAIL, '--manager-name', 'Anna'];
    const link = await done(source, 'network', 'create', ...network, ...start, ...manager);
    const token = /\/password\?role=\w+#(\S+)/.exec(link)?.[1];
    expect((await desk.post('/api/auth/password/set', { token, password: PASSWORD })).status).toBe(204);
    await desk.signIn();
    const { id: restaurantId } = await desk.made('/api/restaurants', { code: 'centre', name: 'Centre' });
    const tills = `/api/restaurants/${String(restaurantId)}/points-of-sale`;
    const till = String((await desk.made(tills, { code: 'till-1', name: 'Till 1' }))['id']);
    const guest = String(
      (await desk.made('/api/guests', { phone: PHONE, name: 'Bruno', restaurantId, consentBasis: 'PAPER_FORM' }))['id'],
    );
    const sell = (receiptNumber: string) => desk.made(`/api/guests/${guest}/transaction`, saleOf(till, receiptNumber));
    await sell('A-1');
    const sale = String((await sell('A-2'))['id']);
    const [past, mapping] = [source.file('past.csv'), source.file('mapping.json')];
    writeFileSync(past, 'n,at,total\nold-1,2026-10-01T12:30,10000\n');
    writeFileSync(mapping, JSON.stringify(MAPPING));
    // An import seals the whole ledger at its end.
    await done(source, 'import', 'receipts', past, '--network', 'osteria', '--mapping', mapping);
    return { guest, sale, till };
  }

  const saleOf = (pointOfSaleId: string, receiptNumber: string) => ({
    type: 'SALE',
    pointOfSaleId,
    receiptNumber,
    amount: 155_000,
  });

  it(
    'has the same seals, balances, expiry, tier and explanations after a part, and the guest is found and spends at once',
    async () => {
      const here = new Desk(await source.start().ready());
      const { guest, sale, till } = await openNetwork(here);
      const seen = (desk: Desk) =>
        Promise.all(
          ['', '/balance', '/tier', '/tiers', '/warnings']
            .map((part) => `/api/guests/${guest}${part}`)
            .concat(`/api/transactions/${sale}/explain`)
            .map((path) => desk.get(path)),
        );
      writeFileSync(pub, receiver.publicKey);
      writeFileSync(key, receiver.privateKey);
      const archive = ['network', 'archive', 'osteria', '--receiver', pub];
      const made = await done(source, ...archive, '--out', tar);
      const signedBy = /Signed by (\w+)/.exec(made)?.[1] ?? '';
      const reading = (file: string) => ['network', 'read', file, '--key', key, '--signed-by', signedBy];
      const read = await done(target, ...reading(tar), '--keep-closed');
      expect(read).toMatch(/osteria: 4 transactions under \d+ seals .*: right/);

      await here.made(`/api/guests/${guest}/transaction`, saleOf(till, 'A-3'));
      const before = await seen(here);
      const waiting = target.run('cli.mjs', [...reading(last), '--wait']);
      await waiting.says('Waiting for');
      const closed = await done(source, ...archive, '--since', tar, '--close', '--out', last);
      expect([await waiting.ended(), waiting.output]).toEqual([0, expect.stringContaining('osteria is open here')]);
      expect(waiting.output).toMatch(/osteria: 5 transactions under \d+ seals .*: right/);
      const seconds = [/was closed (\S+) s ago/.exec(closed), /Read in (\S+) s/.exec(waiting.output)].map(
        (found) => found?.[1],
      );
      process.stdout.write(`closed for ${seconds.join(' s and ')} s\n`);
      const chain = await done(source, 'seals', 'chain', '--network', 'osteria');
      await source.quiet();
      expect(await done(target, 'seals', 'chain', '--network', 'osteria')).toContain(chain.trimEnd());
      const there = new Desk(await target.start().ready());
      await there.signIn();
      expect(await seen(there)).toEqual(before);
      const found = await there.post('/api/guests/lookup', { phone: PHONE });
      expect([found.status, found.body['id']]).toEqual([200, guest]);
      const body = { ...saleOf(till, 'A-4'), pointsToRedeem: 100 };
      expect(await there.made(`/api/guests/${guest}/transaction`, body)).toMatchObject({ pointsRedeemed: 100 });
    },
    PATIENCE_MS,
  );
});
