import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { BotChats } from '../../../../src/identity';
import { Database } from '../../../../src/platform/database/database';
import { lowestIdAt, newId } from '../../../../src/platform/ids/ids';
import { Messages, type NewMessage, Pii, type RoutedMessage, RoutedMessages, Sessions } from '../../../../src/security';
import { RetentionJob } from '../../../../src/integrations/retention/retention.job';
import { ErasureJob } from '../../../../src/integrations/privacy/erasure.job';
import { registerPrivacyCommands } from '../../../../src/integrations/privacy/privacy.cli';
import { PERSONAL_TABLES, WITHOUT_PERSONS } from '../../../../src/integrations/privacy/personal-tables.rules';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { BacktestRuns } from '../../../../src/transactions/whatif/backtest/backtest-runs';
import { addressOfThisRun, phoneOfThisRun, registerByCode } from '../../../e2e/people';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { codeSentTo } from '../../../support/outbox';
import { allColumns, isTelling, placesOf } from '../../../support/erased-everywhere';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

interface Erasure {
  readonly status: string;
  readonly dueAt: string | null;
}

const DAY_MS = 86_400_000;
const idOfDaysAgo = (days: number) => `${lowestIdAt(Date.now() - days * DAY_MS).slice(0, 14)}${newId().slice(14)}`;

/** Texts that occur nowhere else in the database of the tests. */
function makePerson() {
  const mark = String(Math.floor(1_000_000 + Math.random() * 8_999_999));
  return {
    phone: `+7916${mark}`,
    name: `Евлампия Тест${mark}`,
    email: `evlampia-${mark}@example.test`,
    birthDate: '1987-03-29',
    note: `prefers table ${mark}-note`,
    externalId: `crm-${mark}`,
    refund: `Евлампия ${mark} had a cold soup`,
    merge: `Евлампия ${mark} has two cards`,
    comment: `Евлампия ${mark} waited`,
    case: `Евлампия ${mark} wants a quiet table`,
    child: `Сын ${mark}`,
    address: `Казань, Баумана 1, квартира ${mark}`,
    mark,
  };
}

describe('a guest who is erased', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const inNetwork = <T>(work: Parameters<Database['inNetwork']>[1]) =>
    test.app.get(Database).inNetwork(network.id, work) as Promise<T>;
  const erasureOf = async (guest: string, token = manager) =>
    (await network.get(`/api/guests/${guest}/erasure`, token).expect(200)).body as Erasure;
  const idOf = (guest: string) =>
    inNetwork<{ id: string }>((tx) =>
      tx.one('SELECT id FROM erasures WHERE network_id = $1 AND guest_id = $2 ORDER BY id DESC LIMIT 1', [
        network.id,
        guest,
      ]),
    );
  /** The application's own job may be at the same erasure. */
  const finish = async (guest: string) => {
    const { id } = await idOf(guest);
    await eventually('the end of the erasure', async () => {
      await test.app.get(ErasureJob).finish(network.id, id);
      return (await erasureOf(guest)).status === 'DONE';
    });
  };
  const register = async (person: Partial<ReturnType<typeof makePerson>>) => {
    const { phone, name, email, birthDate, note, externalId } = person;
    const body = { phone, name, email, birthDate, note, externalId };
    return ((await network.post('/api/guests', manager, body).expect(201)).body as { id: string }).id;
  };
  const sell = async (guest: string, amount: number) =>
    (
      (await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount)).expect(201)).body as {
        id: string;
      }
    ).id;

  /** Appends a message to a person who is no guest, with the recipient in its text too; returns its id. */
  const append = (message: Partial<NewMessage> & Pick<NewMessage, 'channel' | 'recipient'>) =>
    inNetwork<string>(async (tx) => {
      const body = `for ${message.recipient}`;
      await test.app.get(Messages).append(tx, network.id, {
        guestId: null,
        body,
        secret: true,
        purpose: 'CODE',
        ...message,
      });
      const last = 'SELECT id FROM messages WHERE network_id = $1 ORDER BY id DESC LIMIT 1';
      return (await tx.one<{ id: string }>(last, [network.id])).id;
    });

  it('is found nowhere in the database, and the ledger still proves itself', async () => {
    const person = makePerson();
    const [guest, second] = [await register(person), await register({ externalId: `two-${person.mark}` })];
    const own = (await test.app.get(Sessions).openForGuest(network.id, guest)).accessToken;
    await network
      .post(`/api/guests/${guest}/children`, own, { name: person.child, birthDate: '2019-02-28' })
      .expect(201);
    const sales = [await sell(guest, 300_000), await sell(second, 120_000)];
    const refunded = await network.post(`/api/transactions/${sales[0]!}/refund`, manager, {
      reason: person.refund,
      amount: 50_000,
    });
    expect(refunded.body).toMatchObject({ type: 'REFUND', reason: person.refund });
    const manual = { type: 'MANUAL', direction: 'CREDIT', points: 40, reasonCode: 'GOODWILL', comment: person.comment };
    await network.post(`/api/guests/${guest}/transaction`, manager, manual).expect(201);
    const parcel = { name: { en: 'Mug' }, kind: 'PRODUCT', cost: 1, shippingRequired: true };
    const item = (await network.post('/api/redemption-items', manager, parcel).expect(201)).body as { id: string };
    const taking = { redemptionItemId: item.id, shippingAddress: person.address };
    const taken = (await network.post('/api/auth/me/rewards', own, taking).expect(201)).body as { id: string };
    await network.post(`/api/redemptions/${taken.id}/ready`, manager, {}).expect(200);
    await network.post(`/api/guests/${guest}/merge`, manager, { sourceId: second, reason: person.merge }).expect(201);
    await inNetwork((tx) =>
      tx.query(
        `INSERT INTO guest_cases (network_id, id, kind, guest_id, text, tier, created_by_kind)
         VALUES ($1, $2, 'CONCIERGE', $3, $4, 'GOLD', 'user')`,
        [network.id, newId(), guest, person.case],
      ),
    );
    await inNetwork(async (tx) => {
      const letter = {
        guestId: guest,
        channel: 'EMAIL',
        recipient: person.email,
        subject: person.name,
        body: `Dear ${person.name}`,
        secret: false,
        purpose: 'SERVICE',
      } as const;
      await test.app.get(Messages).append(tx, network.id, letter);
    });
    await bodyOfTillSystem(person.phone);
    const exported = await network.get(`/api/guests/${guest}/export`, manager).expect(200);
    for (const text of [
      person.phone,
      person.name,
      person.email,
      person.birthDate,
      person.note,
      person.refund,
      person.child,
      person.case,
      person.address,
    ])
      expect(exported.text).toContain(text);
    const page = await network
      .get(`/api/guests/${guest}/export?format=html`, own)
      .set('Accept-Language', 'ru')
      .expect(200);
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    expect(page.text).toContain(person.comment);
    const readable = page.text.replaceAll(/[\u00a0\u202f]/g, ' ');
    for (const words of ['Сообщения', 'Покупка', 'Centre', '3 000,00 ₽', '28 февраля 2019 г.', 'Mug'])
      expect(readable).toContain(words);
    expect(readable).not.toMatch(new RegExp(`<td[^>]*>(?:${guest}|[A-Z]+_[A-Z_]+|\\d{4}-\\d\\d-\\d\\d[^<]*)</td>`));
    expect(page.text).not.toMatch(/<script/i);

    await network.post(`/api/guests/${guest}/erasure`, manager, { now: true }).expect(202);
    await finish(guest);
    expect(await erasureOf(guest)).toMatchObject({ status: 'DONE' });

    const found = await placesOf(test, network.id, [person.mark, person.name, person.birthDate]);
    expect(found).toEqual([]);
    expect((await test.app.get(LedgerVerification).verify(network.id)).findings.list()).toEqual([]);
    const asked = await network.post('/api/backtests', manager, { mode: 'REPRODUCE' }).expect(202);
    const reproduced = await eventually('the end of the backtest', async () => {
      await test.app.get(BacktestRuns).runNext(network.id);
      const { body } = await network.get(`/api/backtests/${String(asked.body.id)}`, manager).expect(200);
      return body.status === 'DONE' && body;
    });
    expect(reproduced).toMatchObject({ report: { reproduces: true } });
    for (const id of sales) {
      const explained = await network.get(`/api/transactions/${id}/explain`, manager).expect(200);
      expect(explained.body).toMatchObject({ agrees: true, differences: [] });
    }
    await network.get(`/api/guests/${guest}/export`, manager).expect(404);
    await network.post('/api/guests/lookup', manager, { phone: person.phone }).expect(404);
    expect((await network.get('/api/auth/me', own)).status).toBe(401);
    // A new guest may register with the number, and gets no data of the erased guest.
    expect(await register({ phone: person.phone })).not.toBe(guest);
  });

  it('is written to files and erased by the commands of the machine', async () => {
    const person = makePerson();
    const guest = await register(person);
    const folder = await mkdtemp(path.join(tmpdir(), 'personal-data-'));
    const run = async (command: string, ...words: string[]) => {
      const said = jest.spyOn(console, 'log').mockImplementation();
      const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
      registerPrivacyCommands(program, () => Promise.resolve(test.app));
      const named = ['--network', `t${network.id.replaceAll('-', '')}`, '--guest', guest];
      await program.parseAsync(['guest', command, ...named, ...words], { from: 'user' });
      const lines = said.mock.calls.flat().join('\n');
      said.mockRestore();
      return lines;
    };
    try {
      const base = path.join(folder, `personal-data-${guest}`);
      expect(await run('export', '--out', folder)).toBe(`${base}.json\n${base}.html`);
      for (const file of [`${base}.json`, `${base}.html`]) {
        expect(await readFile(file, 'utf8')).toContain(person.note);
        expect((await stat(file)).mode & 0o777).toBe(0o600);
      }
      await expect(run('erase')).rejects.toThrow('--yes');
      expect(await erasureOf(guest)).toMatchObject({ status: 'NONE' });
      expect(await run('erase', '--yes')).toContain(guest);
      await finish(guest);
      expect(await placesOf(test, network.id, [person.mark])).toEqual([]);
      await expect(run('export', '--out', folder)).rejects.toMatchObject({ code: 'guest_not_found' });
    } finally {
      jest.restoreAllMocks();
      await rm(folder, { recursive: true });
    }
  });

  it('may call it back until the day, and comes by no other guest', async () => {
    const guest = await register({ phone: makePerson().phone });
    const [own, stranger] = [guest, await network.guest()].map((id) =>
      test.app.get(Sessions).openForGuest(network.id, id),
    );
    const token = (await own!).accessToken;
    const path = `/api/guests/${guest}/erasure`;
    expect(await erasureOf(guest, token)).toMatchObject({ status: 'NONE', dueAt: null });
    await network.post(path, token, { now: true }).expect(403);
    await network.post(path, (await stranger!).accessToken).expect(404);
    const asked = (await network.post(path, token, {}).expect(202)).body as Erasure;
    expect(Date.parse(asked.dueAt ?? '') - Date.now()).toBeGreaterThan(13 * 86_400_000);
    expect(await test.app.get(ErasureJob).doNext(network.id)).toBe('idle');
    const deleted = (by: string) => test.api().delete(path).set('Authorization', `Bearer ${by}`);
    expect((await deleted(token).expect(200)).body).toMatchObject({ status: 'CALLED_BACK' });
    await deleted(token).expect(404);
    await network.get(`/api/guests/${guest}`, manager).expect(200);
  });

  it('is erased to the end later when the work stopped between two stages', async () => {
    const person = makePerson();
    const guest = await register(person);
    const own = (await test.app.get(Sessions).openForGuest(network.id, guest)).accessToken;
    // Not due yet, so the application's job skips it.
    await network.post(`/api/guests/${guest}/erasure`, own, {}).expect(202);
    const { id } = await idOf(guest);
    const stop = jest.spyOn(test.app.get(Sessions), 'endAllOfGuest').mockRejectedValueOnce(new Error('stopped'));
    await expect(test.app.get(ErasureJob).finish(network.id, id)).rejects.toThrow('stopped');
    stop.mockRestore();
    expect(await erasureOf(guest)).toMatchObject({ status: 'RUNNING' });
    await network.get(`/api/guests/${guest}/export`, manager).expect(404);
    await finish(guest);
    expect(await placesOf(test, network.id, [person.mark])).toEqual([]);
    expect((await network.get('/api/auth/me', own)).status).toBe(401);
  });

  it('is not found by a phone of before either, nor are the chats of that phone', async () => {
    const [old, next] = [phoneOfThisRun(), phoneOfThisRun()];
    const chats = [`77${old.slice(-9)}`, `78${old.slice(-9)}`];
    const bot = { networkId: network.id, botId: BigInt(`9${old.slice(-9)}`), username: 'club_bot' };
    await inNetwork((tx) => tx.prisma.networkBot.create({ data: bot }));
    const guest = await registerByCode(test, network.id, old, 'Anna');
    await test.app.get(BotChats).link({ messenger: 'TELEGRAM', owner: network.id }, old, chats[0]!);
    await test.app.get(BotChats).link({ messenger: 'TELEGRAM', owner: null }, old, chats[1]!);
    const asked = await network.post(`/api/guests/${guest.id}/phone`, guest.token, { phone: next }).expect(202);
    const code = await codeSentTo(test, network.id, next);
    const given = { verificationId: asked.body.verificationId as string, code };
    await network.post(`/api/guests/${guest.id}/phone/confirm`, guest.token, given).expect(200);
    // Messages to the old phone are the guest's, and stay until the guest is erased.
    expect(await placesOf(test, network.id, [old.slice(1), ...chats])).toEqual(['messages.recipient_encrypted']);

    await network.post(`/api/guests/${guest.id}/erasure`, manager, { now: true }).expect(202);
    await finish(guest.id);
    expect(await placesOf(test, network.id, [old.slice(1), next.slice(1), ...chats])).toEqual([]);
  });

  it('is not found by the chats of the phone, to which codes went before there was a guest', async () => {
    const phone = phoneOfThisRun();
    const chats = [`79${phone.slice(-9)}`, `80${phone.slice(-9)}`];
    const bot = { botId: BigInt(`8${phone.slice(-9)}`), username: 'club_bot', disconnectedAt: null };
    await inNetwork((tx) =>
      tx.prisma.networkBot.upsert({
        where: { networkId: network.id },
        create: { networkId: network.id, ...bot },
        update: bot,
      }),
    );
    await test.app.get(BotChats).link({ messenger: 'TELEGRAM', owner: network.id }, phone, chats[0]!);
    await test.app.get(BotChats).link({ messenger: 'TELEGRAM', owner: null }, phone, chats[1]!);
    for (const recipient of chats) await append({ channel: 'TELEGRAM', recipient, validForSeconds: 600 });
    const guest = await registerByCode(test, network.id, phone, 'Anna');
    await network.post(`/api/guests/${guest.id}/erasure`, manager, { now: true }).expect(202);
    await finish(guest.id);
    expect(await placesOf(test, network.id, [phone.slice(1), ...chats])).toEqual([]);
  });

  it('leaves no message with a code for longer than a day after its end, also one to a person who is no guest', async () => {
    const mark = phoneOfThisRun().slice(-9);
    const [code, link] = [`81${mark}`, `82${mark}`];
    await append({ channel: 'TELEGRAM', recipient: code, validForSeconds: -23 * 3_600 });
    await append({ channel: 'EMAIL', recipient: link, validForSeconds: -25 * 3_600 });
    await test.app.get(RetentionJob).doNext(network.id);
    expect(await placesOf(test, network.id, [link])).toEqual([]);
    expect(await placesOf(test, network.id, [code])).toEqual([
      'messages.body_encrypted',
      'messages.recipient_encrypted',
    ]);
  });

  it('leaves the fate of old messages, and neither recipient nor text', async () => {
    const mark = phoneOfThisRun().slice(-9);
    const [old, later] = [`83${mark}`, `84${mark}`];
    for (const [recipient, days] of [
      [old, 1_096],
      [later, 1_094],
    ] as const) {
      const id = await append({ channel: 'SMS', recipient, secret: false });
      await inNetwork((tx) =>
        tx.query(`UPDATE messages SET id = $3, status = 'DELIVERED' WHERE network_id = $1 AND id = $2`, [
          network.id,
          id,
          idOfDaysAgo(days),
        ]),
      );
    }
    const guestId = await register({ phone: makePerson().phone });
    const token = (await test.app.get(Sessions).openForGuest(network.id, guestId)).accessToken;
    const told = [1_096, 1_094].map((days) => ({
      id: idOfDaysAgo(days),
      guestId,
      purpose: 'SERVICE',
      source: 'EXPIRY_WARNING',
      sourceId: null,
      language: 'en',
      tried: [],
      dedupeKey: String(days),
      subject: '',
      text: String(days),
      routing: { outcome: 'INBOX' },
    })) satisfies RoutedMessage[];
    await inNetwork((tx) => test.app.get(RoutedMessages).append(tx, network.id, told, new Date()));
    await test.app.get(RetentionJob).doNext(network.id);
    const { body: inbox } = await network.get('/api/auth/me/inbox', token).expect(200);
    expect(inbox).toMatchObject({ items: [{ text: '1094' }] });
    await network.post(`/api/auth/me/inbox/${told[0]!.id}/open`, token).expect(404);
    expect(await placesOf(test, network.id, [old])).toEqual([]);
    expect(await placesOf(test, network.id, [later])).not.toEqual([]);
    const kept = await inNetwork<object[]>((tx) =>
      tx.query(
        'SELECT channel, status, subject FROM messages WHERE network_id = $1 AND id < $2 ORDER BY channel DESC',
        [network.id, lowestIdAt(Date.now() - 1_095 * DAY_MS)],
      ),
    );
    expect(kept).toEqual([
      { channel: 'SMS', status: 'DELIVERED', subject: null },
      { channel: 'INBOX', status: 'SENT', subject: null },
    ]);
  });

  it('leaves no code in the database for longer than a day after its end', async () => {
    const asked = await test
      .api()
      .post('/api/auth/register')
      .set('X-Forwarded-For', addressOfThisRun())
      .send({ networkId: network.id, phone: phoneOfThisRun() });
    const { verificationId } = asked.body as { verificationId: string };
    const isKept = () =>
      inNetwork<object[]>((tx) =>
        tx.query('SELECT 1 FROM verifications WHERE network_id = $1 AND id = $2', [network.id, verificationId]),
      ).then(({ length }) => length === 1);
    const endedFor = (hours: number) =>
      inNetwork((tx) =>
        tx.query(
          `UPDATE verifications SET expires_at = now() - make_interval(hours => $3) WHERE network_id = $1 AND id = $2`,
          [network.id, verificationId, hours],
        ),
      );
    await endedFor(23);
    await test.app.get(RetentionJob).doNext(network.id);
    expect(await isKept()).toBe(true);
    await endedFor(25);
    await test.app.get(RetentionJob).doNext(network.id);
    expect(await isKept()).toBe(false);
  });

  it('of one network stays a guest of another, with the account', async () => {
    const other = await TillNetwork.create(test);
    const { phone } = makePerson();
    const accountId = newId();
    const pii = test.app.get(Pii);
    await test.app
      .get(Database)
      .asPlatform((tx) =>
        tx.query('INSERT INTO guest_accounts (id, phone_encrypted, phone_index) VALUES ($1, $2, $3)', [
          accountId,
          pii.encrypt(null, 'phone', phone),
          pii.blindIndex(null, 'phone', phone),
        ]),
      );
    const guests = await Promise.all(
      [network, other].map(async (one) => {
        const id = await one.guest();
        await one.database.inNetwork(one.id, (tx) =>
          tx.query('UPDATE guests SET account_id = $3, name = $4 WHERE network_id = $1 AND id = $2', [
            one.id,
            id,
            accountId,
            'Anna',
          ]),
        );
        return id;
      }),
    );
    const accounts = async () =>
      (
        await test.app
          .get(Database)
          .asPlatform((tx) => tx.query('SELECT 1 FROM guest_accounts WHERE id = $1', [accountId]))
      ).length;
    await network.post(`/api/guests/${guests[0]!}/erasure`, manager, { now: true }).expect(202);
    await finish(guests[0]!);
    expect(await accounts()).toBe(1);
    const named = await other.get(`/api/guests/${guests[1]!}`, await other.tokenOf('manager')).expect(200);
    expect(named.body).toMatchObject({ name: 'Anna' });
  });

  /** An event of a till system that was worked on, with the phone in it. */
  async function bodyOfTillSystem(phone: string): Promise<void> {
    const pii = test.app.get(Pii);
    const body = pii.encrypt(network.id, 'event', JSON.stringify({ customer: { phone: phone.replace('+7', '8') } }));
    await inNetwork(async (tx) => {
      const connectionId = newId();
      await tx.query(
        `INSERT INTO till_connections (network_id, id, kind, name, token_hash) VALUES ($1, $2, 'IIKO', 'iiko', $3)`,
        [network.id, connectionId, randomBytes(32)],
      );
      await tx.query(
        `INSERT INTO inbox_events (network_id, id, connection_id, kind, digest, body_encrypted, body_bytes, status, finished_at)
         VALUES ($1, $2, $3, 'order', $4, $5, 10, 'DONE', now())`,
        [network.id, newId(), connectionId, randomBytes(32), body],
      );
    });
  }
});

describe('the list of tables with personal data', () => {
  it('has every table of the database, and every column of text, JSON, bytes or a day in those with persons', async () => {
    const columns = await allColumns();
    const tables = [...new Set(columns.map(({ table }) => table))].sort();
    const listed = [...PERSONAL_TABLES.map(({ table }) => table), ...Object.keys(WITHOUT_PERSONS)];
    expect(tables).toEqual([...new Set(listed)].sort());
    expect(listed).toHaveLength(new Set(listed).size);
    const missing = PERSONAL_TABLES.flatMap(({ table, erased, kept }) => {
      if (erased === 'DELETE') return [];
      const known = [...Object.keys(erased ?? {}), ...Object.values(kept).flat()];
      return columns
        .filter((one) => isTelling(one) && one.table === table && !known.includes(one.column))
        .map(({ column }) => `${table}.${column}`);
    });
    expect(missing).toEqual([]);
  });
});
