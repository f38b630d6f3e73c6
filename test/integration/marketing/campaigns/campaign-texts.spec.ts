import { CampaignsJob } from '../../../../src/marketing/campaigns/campaigns.job';
import { Inbox } from '../../../../src/security';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { alwaysOn } from '../../../support/marketing/campaign-drafts';
import { TillNetwork } from '../../../support/till-network';

const OF_NOW = { recurrence: null, endsAt: null, exceptions: [] };

describe('The text of a campaign', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  let serial = 4_000_000;
  const guest = async (name: string | null, locale: 'ru' | 'en', spent: number) => {
    const id = await network.guest();
    await network.post(`/api/guests/${id}/consents`, manager, {
      consents: [{ kind: 'marketing', version: '1', given: true }],
    });
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE guests SET name = $3, locale = $4 WHERE network_id = $1 AND id = $2', [
        network.id,
        id,
        name,
        locale,
      ]),
    );
    const sale = network.sale(spent, { externalOrderId: `order-${String((serial += 1))}` });
    await network.post(`/api/guests/${id}/transaction`, manager, sale).expect(201);
    return id;
  };
  const balanceOf = async (id: string) =>
    ((await network.get(`/api/guests/${id}/balance`, manager).expect(200)).body as { available: number }).available;
  const announce = async (announcement: object) => {
    const startsAt = new Date(Date.now() - 3_600_000).toISOString().slice(0, 16);
    const document = alwaysOn({ schedule: { ...OF_NOW, startsAt }, announcement });
    const made = await network.post('/api/campaigns', manager, { code: 'TOLD', document });
    expect(made.status).toBe(201);
    const { id } = made.body as { id: string };
    await test.api().put(`/api/campaigns/${id}/state`).auth(manager, { type: 'bearer' }).send({ state: 'RUNNING' });
    while ((await test.app.get(CampaignsJob).doNext(network.id)) !== 'idle');
  };
  const told = (id: string) =>
    network.database.inNetwork(network.id, async (tx) =>
      (await test.app.get(Inbox).list(tx, network.id, id, null, 10)).map(({ text }) => text),
    );

  it('names each guest with the own balance, in the own language, and markup in a name stays text', async () => {
    const anna = await guest('Анна Смирнова', 'ru', 100_000);
    const bob = await guest('Bob <script>alert(1)</script>', 'en', 200_000);
    const ivan = await guest('Ivan {{ balance }}', 'en', 300_000);
    await announce({
      ru: { title: 'Новости', text: '{{ guest.firstName }}, у вас {{ balance | points }}' },
      en: { title: 'News of {{ network.name }}', text: '{{ guest.name }}: {{ balance }}' },
    });
    const [a, b, c] = [await balanceOf(anna), await balanceOf(bob), await balanceOf(ivan)];
    expect(new Set([a, b, c]).size).toBe(3);
    const shown = (value: number) => value.toLocaleString('en');
    expect((await told(anna))[0]).toMatch(/^Новости\n\nАнна, у вас [\d\s]+ балл/);
    expect(await told(bob)).toEqual([`News of Trattoria\n\nBob <script>alert(1)</script>: ${shown(b)}`]);
    expect(await told(ivan)).toEqual([`News of Trattoria\n\nIvan {{ balance }}: ${shown(c)}`]);
  });

  it('is not sent to a guest who lacks a variable without a default, with the reason', async () => {
    const anna = await guest('Anna', 'en', 100_000);
    const unnamed = await guest(null, 'en', 100_000);
    await announce({ en: { title: 'News', text: 'Dear {{ guest.firstName }}!' } });
    expect(await told(anna)).toEqual(['News\n\nDear Anna!']);
    expect(await told(unnamed)).toEqual([]);
    const { body } = await network.get('/api/messages?reason=VARIABLE_MISSING', manager).expect(200);
    expect(body).toMatchObject({ items: [{ guestId: unnamed, status: 'SUPPRESSED', inInbox: false }] });
  });

  it('is refused with its place when the campaign is saved, and told by the preview', async () => {
    const en = { title: 'For {{ guest.name }}', text: 'Hi\n{{ receipt.sum }}' };
    const document = alwaysOn({ announcement: { en } });
    const { body } = await network.post('/api/campaigns', manager, { document }).expect(400);
    const errors = [
      { path: 'document.announcement.en.title', code: 'text_not_valid' },
      {
        path: 'document.announcement.en.text',
        code: 'text_not_valid',
        message: 'Line 2, character 4: a message of this kind has no variable “receipt.sum”.',
      },
    ];
    expect(body).toMatchObject({ code: 'invalid_body', errors });
    const preview = await network.post('/api/campaigns/preview', manager, { document }).expect(200);
    expect((preview.body as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual([
      'announcement.en.title',
      'announcement.en.text',
    ]);
  });
});
