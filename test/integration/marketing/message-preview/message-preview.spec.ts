import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Preview {
  readonly language: string;
  readonly failure: string | null;
  readonly missing: string | null;
  readonly needed: readonly string[];
  readonly channels: readonly { channel: string; subject: string | null; text: string; sms: object | null }[];
}

describe('The preview of a message', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test, { settings: { marketing: { smsPartPrice: 450 } } });
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  const preview = async (body: object) =>
    (await network.post('/api/message-templates/preview', manager, body).expect(200)).body as {
      errors: object[];
      previews: Preview[];
    };
  const guestNamed = async (name: string | null) => {
    const { body } = await network.post('/api/guests', manager, { phone: phoneOf(), ...(name !== null && { name }) });
    return (body as { id: string }).id;
  };
  /** The line by which the reader of an SMS stops further ones, with an address as long as a real one. */
  const stop = (word: string) =>
    `${word}: http://localhost:3000/api/s/t${network.id.replaceAll('-', '')}/${'x'.repeat(28)}`;
  let serial = 3_000_000;
  const phoneOf = () => `+7917${String((serial += 1))}`;

  it('shows a guest’s own values in each language and channel, with markup as text', async () => {
    const guestId = await guestNamed('<b>Anna</b> {{ balance }} & Co');
    const { previews, errors } = await preview({
      source: 'CAMPAIGN',
      texts: {
        en: { subject: 'News', text: 'Hello {{ guest.name }}, {{ balance | points }}' },
        ru: { subject: 'Новости', text: '{{ guest.firstName }}, {{ balance | points }}' },
      },
      guestId,
    });
    expect(errors).toEqual([]);
    const textOf = (language: string, channel: string) =>
      previews.find((one) => one.language === language)?.channels.find((one) => one.channel === channel)?.text;
    const hello = 'News\n\nHello <b>Anna</b> {{ balance }} & Co, 100 points';
    expect(textOf('en', 'SMS')).toBe(`${hello}\n${stop('Stop')}`);
    expect(textOf('en', 'INBOX')).toBe(hello);
    expect(textOf('en', 'TELEGRAM')).toBe(`${hello}\n\n/stop – no more messages`);
    expect(textOf('ru', 'SMS')).toBe(`Новости\n\n<b>Anna</b>, 100 баллов\n${stop('Отказ')}`);
    const { body } = await network.get(`/api/audit?subjectId=${guestId}`, manager).expect(200);
    expect(JSON.stringify(body)).toContain('guest.read');
  });

  it('counts the parts of an SMS and their price, the line by which it is stopped among them', async () => {
    const [ru, en] = [`\n${stop('Отказ')}`.length, `\n${stop('Stop')}`.length];
    const { previews } = await preview({
      source: 'AUTOMATION',
      texts: { en: { subject: 'x', text: 'a'.repeat(307 - en) }, ru: { subject: 'x', text: 'я'.repeat(134 - ru) } },
    });
    expect(previews.map(({ channels }) => channels.find(({ channel }) => channel === 'SMS')?.sms)).toEqual([
      { encoding: 'UCS2', units: 134, parts: 2, price: 900 },
      { encoding: 'GSM7', units: 307, parts: 3, price: 1_350 },
    ]);
  });

  it('names the variable that a guest lacks', async () => {
    const guestId = await guestNamed(null);
    const texts = { en: { subject: 'News', text: 'Hello {{ guest.firstName }}' } };
    const { previews } = await preview({ source: 'CAMPAIGN', texts, guestId });
    expect(previews).toMatchObject([
      { failure: 'VARIABLE_MISSING', missing: 'guest.firstName', needed: ['guest.firstName'], channels: [] },
    ]);
    expect((await preview({ source: 'CAMPAIGN', texts })).previews).toMatchObject([{ failure: null }]);
  });

  it('names mistakes instead of refusing them, in the language of the reader', async () => {
    const { errors, previews } = await preview({
      source: 'CAMPAIGN',
      texts: { en: { subject: '{{ balance }}', text: '{{ receipt.sum }}' } },
    });
    expect(previews).toEqual([]);
    expect(errors).toMatchObject([{ path: 'texts.en.subject' }, { path: 'texts.en.text' }]);
  });

  it('refuses a guest of no network of the caller, and texts of another form', async () => {
    const texts = { en: { subject: 'x', text: 'x' } };
    const unknown = { source: 'CAMPAIGN', texts, guestId: '01900000-0000-7000-8000-000000000000' };
    await network.post('/api/message-templates/preview', manager, unknown).expect(404);
    const long = { en: { subject: 'x', text: 'x'.repeat(1_000_000) } };
    const refused = await network.post('/api/message-templates/preview', manager, { source: 'CAMPAIGN', texts: long });
    expect([400, 413]).toContain(refused.status);
  });

  it('lists the variables with what they are', async () => {
    const { body } = await network.get('/api/message-templates/variables', manager).expect(200);
    expect(body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ name: 'balance', kind: 'NUMBER' })]),
    });
  });

  it('goes to the manager’s own address as a test, with the values of an example; a key has none', async () => {
    const texts = { en: { subject: 'News', text: 'Hello {{ guest.firstName }}' } };
    const body = { source: 'CAMPAIGN', texts, language: 'en' };
    const sent = await network.post('/api/message-templates/test', manager, body).expect(200);
    const { email } = sent.body as { email: string };
    const { OutboxMessages } = await import('../../../../src/security/index.js');
    expect(await test.app.get(OutboxMessages).list(network.id, email, 10)).toMatchObject([
      { channel: 'EMAIL', subject: 'Test: News', body: 'News\n\nHello Anna' },
    ]);
    const [row] = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ source: string }>("SELECT source FROM messages WHERE source = 'TEST'", []),
    );
    expect(row).toEqual({ source: 'TEST' });
    const key = await network.keyOf('manage');
    const byKey = await test.api().post('/api/message-templates/test').set('X-API-Key', key).send(body);
    expect([401, 403]).toContain(byKey.status);
  });
});
