import { createHash } from 'node:crypto';
import { MailDouble } from '../../../doubles/mail-double';
import { type PushBrowser, PushDouble } from '../../../doubles/push-double';
import type { TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import type { TillNetwork } from '../../../support/till-network';
import { type OwnDatabase, startOnOwnDatabase } from '../../rules/own-database';

const PATH = '/api/auth/me/push-subscriptions';

interface Row {
  readonly id: string;
  readonly channel: string;
  readonly status: string;
  readonly attempts: number;
  readonly tried: readonly string[];
  readonly failure: string | null;
}

interface Shown {
  readonly publicKey: string | null;
  readonly items: { readonly id: string }[];
}

const idOf = ({ subscription }: PushBrowser) => createHash('sha256').update(subscription.endpoint).digest('base64url');

describe('notifications on the devices of a guest', () => {
  let push: PushDouble;
  let mail: MailDouble;
  let own: OwnDatabase;
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let publicKey = '';
  let serial = 3_000_000;

  beforeAll(async () => {
    [push, mail] = [await PushDouble.start(() => publicKey), await MailDouble.start()];
    own = await startOnOwnDatabase(1, {
      WORKERS: 'on',
      PUBLIC_URL: 'https://loyalty.example.test',
      SMTP_URL: mail.url,
      MAIL_FROM: 'no-reply@loyalty.example.test',
    });
    [test] = own.apps as [TestApp];
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    network = await Network.create(test, { settings: { marketing: { channels: ['PUSH', 'EMAIL'] } } });
    manager = await network.tokenOf('manager');
  });
  afterAll(async () => {
    await own.close();
    await push.stop();
    await mail.stop();
  });

  const tokenOf = async (guestId: string, networkId = network.id) => {
    const { Sessions } = await import('../../../../src/security/index.js');
    return (await test.app.get(Sessions).openForGuest(networkId, guestId)).accessToken;
  };
  const guest = async () => {
    const number = String((serial += 10_000));
    const [phone, email] = [`+7918${number}`, `guest-${number}@example.test`];
    const made = await network.post('/api/guests', manager, { phone, email, name: 'Anna' }).expect(201);
    const { id } = made.body as { id: string };
    return { id, email, token: await tokenOf(id) };
  };
  const show = async (token: string) => (await network.get(PATH, token).expect(200)).body as Shown;
  const put = async (token: string, browser: PushBrowser) => {
    const put = await test.api().put(PATH).auth(token, { type: 'bearer' }).send(browser.subscription).expect(200);
    const shown = put.body as Shown;
    publicKey = shown.publicKey ?? '';
    return shown.items.map(({ id }) => id);
  };
  /** Writes a points warning as the ledger does. */
  const warn = async (guestId: string, text = '100 points expire.') => {
    const { GuestMessages, newId, Snapshots } = {
      ...(await import('../../../../src/identity/index.js')),
      ...(await import('../../../../src/configuration/index.js')),
      ...(await import('../../../../src/platform/ids/ids.js')),
    };
    const id = newId();
    const snapshot = await test.app.get(Snapshots).current(network.id);
    const messages = test.app.get(GuestMessages);
    const warning = {
      id,
      guestId,
      purpose: 'SERVICE',
      source: 'EXPIRY_WARNING',
      sourceId: null,
      withheld: null,
      language: 'en',
      dedupeKey: `test ${id}`,
      subject: 'Points',
      text,
      tried: [],
    } as const;
    await network.database.inNetwork(network.id, async (tx) =>
      messages.append(tx, network.id, await messages.route(tx, snapshot, [warning])),
    );
    return id;
  };
  const settled = (id: string, status: string) =>
    eventually(`a message is ${status}`, async () => {
      const { rows } = await own.superuser.query<Row>('SELECT * FROM messages WHERE id = $1', [id]);
      return rows[0]?.status === status && rows[0];
    });
  /** Ends the back-off of a message. */
  const sendNow = async (id: string) => {
    const { requestJob } = await import('../../../../src/platform/queue/request-job.sql.js');
    await own.superuser.query('UPDATE messages SET due_at = clock_timestamp() WHERE id = $1', [id]);
    await network.database.inNetwork(network.id, (tx) => requestJob(tx, 'messages', 'PUSH'));
  };
  const devicesOf = async (guestId: string) =>
    (await own.superuser.query('SELECT 1 FROM push_subscriptions WHERE guest_id = $1', [guestId])).rows.length;

  it('come to each of them, signed by the installation and encrypted for the browser', async () => {
    const { id, token, email } = await guest();
    const [phone, tablet] = [push.subscribe(), push.subscribe()];
    expect(await put(token, phone)).toEqual([idOf(phone)]);
    expect(await put(token, phone)).toEqual([idOf(phone)]);
    expect(await put(token, tablet)).toEqual([idOf(tablet), idOf(phone)]);
    const long = 'ё"'.repeat(3_000);
    const [message, other] = [await warn(id), await warn(id, long)];
    expect(await settled(message, 'SENT')).toMatchObject({ channel: 'PUSH', tried: [], failure: null });
    await settled(other, 'SENT');
    const url = `/cabinet/t${network.id.replaceAll('-', '')}/messages`;
    for (const { messages } of [phone, tablet]) {
      expect(messages).toHaveLength(2);
      expect(messages).toContainEqual({ title: 'Points', text: '100 points expire.', url });
      expect(messages).toContainEqual({ title: 'Points', text: `${long.slice(0, 999)}…`, url });
    }
    expect(mail.lettersTo(email)).toEqual([]);
    const { body } = await network.get(`/api/messages?channel=PUSH&guestId=${id}`, manager).expect(200);
    expect(body.items).toHaveLength(2);
  });

  it('end on a device that the push service knows no more, and the next channel has the message', async () => {
    const { id, token, email } = await guest();
    const [gone, blocked] = [push.subscribe(), push.subscribe()];
    await put(token, gone);
    await put(token, blocked);
    push.unsubscribe(gone);
    push.unsubscribe(blocked);
    expect(await settled(await warn(id), 'SENT')).toMatchObject({ channel: 'EMAIL', tried: ['PUSH'] });
    expect(mail.lettersTo(email)).toHaveLength(1);
    expect((await show(token)).items).toEqual([]);
    // Without a device the channel is not tried.
    expect(await settled(await warn(id), 'SENT')).toMatchObject({ channel: 'EMAIL', tried: [] });
  });

  it('are tried again after 429 and 5xx, and not where the service may have taken the message', async () => {
    const { id, token } = await guest();
    const browser = push.subscribe();
    await put(token, browser);
    push.answerNext({ status: 429, headers: { 'retry-after': '600' } }, { status: 503 });
    const message = await warn(id);
    for (const failure of ['push 429', 'push 503']) {
      await eventually(
        `a message waits after ${failure}`,
        async () => (await settled(message, 'QUEUED')).failure === failure,
      );
      await sendNow(message);
    }
    expect(await settled(message, 'SENT')).toMatchObject({ channel: 'PUSH', attempts: 3 });
    expect(browser.messages).toHaveLength(1);
    push.answerNext('HANG_UP');
    const unknown = await warn(id);
    expect(await settled(unknown, 'UNKNOWN')).toMatchObject({ channel: 'PUSH', attempts: 1 });
    expect(browser.messages).toHaveLength(1);
    expect(await devicesOf(id)).toBe(1);
  });

  it('are the choice of the guest, for each purpose and each device', async () => {
    const { id, token } = await guest();
    const [browser, second] = [push.subscribe(), push.subscribe()];
    await put(token, browser);
    const refuse = { purpose: 'POINTS', channel: 'PUSH', wanted: false };
    await test.api().put('/api/auth/me/notifications').auth(token, { type: 'bearer' }).send(refuse).expect(200);
    expect(await settled(await warn(id), 'SENT')).toMatchObject({ channel: 'EMAIL', tried: [] });
    await put(token, second);
    const remove = (of: PushBrowser) =>
      test
        .api()
        .delete(`${PATH}/${idOf(of)}`)
        .auth(token, { type: 'bearer' })
        .expect(200);
    await remove(browser);
    expect((await remove(browser)).body).toMatchObject({ items: [{ id: idOf(second) }] });
    await test.api().delete(`${PATH}/x`).auth(token, { type: 'bearer' }).expect(404);
    // Another guest on the same browser gets the messages from now on, and the first guest gets none there.
    const other = await guest();
    await put(other.token, second);
    expect((await show(token)).items).toEqual([]);
  });

  it('come to ten devices at most, the newest, and an address must be of the internet and the keys of the curve', async () => {
    const { id, token } = await guest();
    const browsers = Array.from({ length: 11 }, () => push.subscribe());
    for (const browser of browsers) await put(token, browser);
    expect((await show(token)).items.map((item) => item.id)).toEqual(browsers.slice(1).reverse().map(idOf));
    expect(await devicesOf(id)).toBe(10);
    const { subscription } = push.subscribe();
    for (const wrong of [
      { endpoint: 'https://10.0.0.1/x' },
      { endpoint: 'ftp://push.example.test/x' },
      { endpoint: 'https://[fe80::1]/x' },
      { endpoint: 'nonsense' },
      { p256dh: Buffer.alloc(65, 4).toString('base64url') },
      { p256dh: 'AAAA' },
      { auth: 'AAAA' },
    ])
      await test
        .api()
        .put(PATH)
        .auth(token, { type: 'bearer' })
        .send({ ...subscription, ...wrong })
        .expect(400);
    await network.get(PATH, manager).expect(403);
  });

  it('follow a merge and its undoing, and go with an erasure', async () => {
    const [into, from] = [await guest(), await guest()];
    const browser = push.subscribe();
    await put(from.token, browser);
    const merge = { sourceId: from.id, reason: 'two cards' };
    const merged = (await network.post(`/api/guests/${into.id}/merge`, manager, merge).expect(201)).body as {
      id: string;
    };
    await settled(await warn(into.id), 'SENT');
    expect(browser.messages).toHaveLength(1);
    await network.post(`/api/merges/${merged.id}/undo`, manager, { reason: 'not the same' }).expect(201);
    expect([await devicesOf(into.id), await devicesOf(from.id)]).toEqual([0, 1]);
    const erased = await network.post(`/api/guests/${from.id}/erasure`, manager, { now: true });
    expect(erased.status).toBeLessThan(300);
    await eventually('the device is erased', async () => (await devicesOf(from.id)) === 0);
  });

  it('are offered where the network sends them', async () => {
    const { TillNetwork: Network } = await import('../../../support/till-network.js');
    const silent = await Network.create(test, { settings: { marketing: { channels: ['EMAIL'] } } });
    const made = await silent.post('/api/guests', await silent.tokenOf('manager'), { phone: '+79189990000' });
    const shown = await silent.get(PATH, await tokenOf((made.body as { id: string }).id, silent.id)).expect(200);
    expect(shown.body).toEqual({ publicKey: null, items: [] });
  });
});
