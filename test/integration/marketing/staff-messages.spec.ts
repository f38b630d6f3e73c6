import { newId } from '../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { AutomationDesk } from '../../support/marketing/automation-desk';
import { takeMessages } from '../../support/message-provider';

const TEXTS = { en: { subject: 'News', text: 'A new menu, {{ guest.name }}!' } };

describe('a message of staff to chosen guests', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
    takeMessages(test, 'SMS');
    desk = await AutomationDesk.open(test);
  });
  afterEach(() => jest.restoreAllMocks());
  afterAll(() => test.close());

  const template = async (source: 'AUTOMATION' | 'FEEDBACK', text = TEXTS): Promise<string> => {
    const texts = { ru: text.en, ...text };
    const body = { code: `T${newId().slice(-8).toUpperCase()}`, source, purpose: 'MARKETING', name: 'News', texts };
    const made = await desk.call('post', '/message-templates', body);
    expect([made.status, made.body.errors]).toEqual([201, undefined]);
    return (made.body as { id: string }).id;
  };
  const messages = () =>
    desk.sql<{ guest: string; status: string; reason: string | null }>(
      `SELECT guest_id AS guest, status, reason FROM messages WHERE network_id = $1 AND source = 'STAFF' ORDER BY reason NULLS FIRST`,
    );

  it('is previewed, sent once to those who agreed, and noted with its reason for the others', async () => {
    const phone = `+7918${String(1_000_000 + Math.floor(Math.random() * 8_999_999))}`;
    const consents = [{ kind: 'marketing', version: '1' }];
    const agreed = (await desk.call('post', '/guests', { phone, name: 'Anna', consents })).body as { id: string };
    const [silent = ''] = await desk.guests(1);
    const stranger = newId();
    const body = { ids: [agreed.id, silent, stranger, silent], templateId: await template('AUTOMATION') };
    const items = [
      { id: agreed.id, reason: null },
      { id: silent, reason: 'NO_CONSENT' },
      { id: stranger, reason: 'NO_GUEST' },
    ];
    const preview = await desk.call('post', '/guests/messages', { ...body, preview: true });
    expect([preview.status, preview.body]).toEqual([200, { items }]);
    expect(await messages()).toEqual([]);

    const key = newId();
    const send = () => desk.network.post('/api/guests/messages', desk.manager, body, key);
    expect((await send()).body).toEqual({ items });
    expect((await send()).body).toEqual({ items });
    expect((await messages()).map(({ guest, reason }) => [guest, reason])).toEqual([
      [agreed.id, null],
      [silent, 'NO_CONSENT'],
    ]);
    const listed = await desk.call('get', `/messages?guestId=${agreed.id}`);
    expect(listed.body).toMatchObject({ items: [{ source: 'STAFF', purpose: 'MARKETING', reason: null }] });
  });

  it('is refused with a template of another source, and to who may not send', async () => {
    const [guest = ''] = await desk.guests(1);
    const body = { ids: [guest], templateId: newId() };
    expect((await desk.call('post', '/guests/messages', body)).status).toBe(404);
    const ofQuestion = { ...body, templateId: await template('FEEDBACK') };
    expect((await desk.call('post', '/guests/messages', ofQuestion)).status).toBe(404);
    const analyst = await desk.network.tokenOf('analyst');
    await desk.network.post('/api/guests/messages', analyst, body).expect(403);
  });
});
