import { Inbox } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { automationDraft, AutomationDesk, hello } from '../../../support/marketing/automation-desk';

const SALE = { kind: 'EVENT', event: 'transaction.sale', conditions: [] };

describe('the message of a step', () => {
  let test: TestApp;
  let desk: AutomationDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await AutomationDesk.open(test);
  });
  afterAll(() => test.close());

  const guest = async (name: string | null, locale: 'ru' | 'en') => {
    const [id = ''] = await desk.guests(1);
    await desk.consent(id);
    await desk.sql('UPDATE guests SET name = $3, locale = $4 WHERE network_id = $1 AND id = $2', [id, name, locale]);
    return id;
  };
  const inbox = (id: string) =>
    desk.network.database.inNetwork(desk.network.id, async (tx) =>
      (await test.app.get(Inbox).list(tx, desk.network.id, id, null, 10)).map(({ text }) => text),
    );
  const template = (changes: object = {}) =>
    desk.call('post', '/message-templates', {
      code: 'VISIT',
      source: 'AUTOMATION',
      purpose: 'MARKETING',
      name: 'After a visit',
      texts: { en: { subject: 'Thanks', text: 'Thanks for {{ receipt.sum }}' } },
      ...changes,
    });

  it('names the guest and the last visit in the own language, and is withheld where a value lacks', async () => {
    const text = '{{ guest.firstName }}, {{ restaurant.name }}, {{ receipt.sum }}';
    const message = { en: { title: 'News', text }, ru: { title: 'Новости', text: 'Спасибо, {{ guest.firstName }}' } };
    const id = await desk.start(
      automationDraft({ trigger: SALE, steps: [{ ...hello('letter', 'gift'), message }, POINTS] }),
    );
    const [anna, ivan, unnamed] = [await guest('Anna Bell', 'en'), await guest('Иван', 'ru'), await guest(null, 'en')];
    for (const one of [anna, ivan, unnamed]) await desk.sell(one, 12_300);
    await desk.work();
    expect([await inbox(anna), await inbox(ivan), await inbox(unnamed)]).toEqual([
      [expect.stringMatching(/^Anna, Centre, .*123/)],
      ['Спасибо, Иван'],
      [],
    ]);
    expect((await desk.pathOf(id, unnamed)).path).toMatchObject([
      { outcome: 'NOT_SENT', reason: 'VARIABLE_MISSING' },
      { outcome: 'PASSED', points: 10 },
    ]);
    const { body } = await desk.call('get', '/messages?reason=VARIABLE_MISSING');
    expect(body).toMatchObject({ items: [{ guestId: unnamed, source: 'AUTOMATION', sourceId: id }] });
  });

  it('may be a template, whose newest version the message keeps, until it is archived', async () => {
    const made = (await template()).body as { id: string };
    const step = { name: 'letter', kind: 'MESSAGE', message: null, templateId: made.id, next: null };
    const byEvent = { mode: 'EVENT', afterDays: null, perDay: null, inAll: null };
    const id = await desk.start(automationDraft({ trigger: SALE, entry: byEvent, steps: [step] }));
    const anna = await guest('Anna', 'en');
    const texts = { en: { subject: 'Thanks', text: 'Reward: {{ reward.name | default: "none" }}' } };
    await desk.call('patch', `/message-templates/${made.id}`, { texts });
    await desk.sell(anna);
    await desk.work();
    expect(await inbox(anna)).toEqual(['Reward: none']);
    const { body } = await desk.call('get', `/messages?guestId=${anna}`);
    expect(body).toMatchObject({ items: [{ templateId: made.id, templateVersion: 2 }] });
    await desk.call('post', `/message-templates/${made.id}/archive`, {});
    await desk.sell(anna);
    await desk.work();
    expect((await desk.pathOf(id, anna)).path).toMatchObject([{ outcome: 'NOT_SENT', reason: 'TEXT_FAILED' }]);
    for (const [code, changes] of [
      ['SERVICE', { purpose: 'SERVICE' }],
      ['OTHER', { source: 'FEEDBACK', texts: { en: { subject: 'How was it', text: 'Tell us' } } }],
    ] as const) {
      const other = (await template({ code, ...changes })).body as { id: string };
      const document = automationDraft({ steps: [{ ...step, templateId: other.id }] });
      const refused = await desk.call('post', '/automations', { document });
      expect([code, refused.status, refused.body.errors?.[0]?.path]).toEqual([
        code,
        400,
        'document.steps[0].templateId',
      ]);
    }
  });
});

const POINTS = { name: 'gift', kind: 'POINTS', points: 10, validDays: null, next: null };
