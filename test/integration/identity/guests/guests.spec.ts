import { Database } from '../../../../src/platform/database/database';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { TillNetwork } from '../../../support/till-network';

describe('the guests of a network', () => {
  let test: TestApp;
  let network: TillNetwork;
  let cashier: string;
  let manager: string;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test);
    cashier = await network.tokenOf('cashier');
    manager = await network.tokenOf('manager');
  });
  afterAll(() => test.close());

  let serial = 0;
  const phone = (): string => `+7916${String(1_000_000 + (serial += 1))}`;
  const masked = (number: string): string => `+7 ••• ••• ${number.slice(-4, -2)} ${number.slice(-2)}`;
  const patch = (path: string, token: string, body: object) =>
    test.api().patch(path).set('Authorization', `Bearer ${token}`).send(body);
  const audits = (subjectId: string): Promise<{ action: string; actor_id: string; after: unknown }[]> =>
    test.app
      .get(Database)
      .inNetwork(network.id, (tx) =>
        tx.query('SELECT action, actor_id, after FROM audit_log WHERE subject_id = $1 ORDER BY id', [subjectId]),
      );

  it('are registered by a cashier with phone and name, and the live code is told once', async () => {
    const number = phone();
    const { body, status } = await network.post('/api/guests', cashier, { phone: number, name: 'Анна' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      name: 'Анна',
      phone: masked(number),
      externalId: null,
      source: 'STAFF',
      restaurantId: network.restaurantId,
      balance: { available: 100, pending: 0, held: 0, inReview: 0, receivable: 0 },
      tier: { code: 'BRONZE', next: 'SILVER' },
      blocked: false,
    });
    expect(body.cardCode).toMatch(/^\d{6}$/);
    expect(body.cardNumber).toMatch(/^9\d{15}$/);
    expect(body.qr).toMatch(/^\d{108}$/);
    const again = await network.get(`/api/guests/${body.id}`, cashier);
    expect(again.status).toBe(200);
    expect(again.body).not.toHaveProperty('cardCode');
    expect(again.body).not.toHaveProperty('qr');
  });

  it('are asked at the till for the consents of the network, and are told the points before they join', async () => {
    const consents = [
      { kind: 'personal_data', version: '2026-11', text: { ru: 'Согласен на обработку данных', en: 'I agree' } },
      { kind: 'marketing', version: '3', text: { ru: 'Присылайте новости' } },
    ];
    const changed = await patch(`/api/networks/${network.id}`, manager, { settings: { consents } });
    expect([changed.status, changed.body.settings.consents]).toEqual([200, consents]);
    const terms = await network.get('/api/guests/registration-terms', cashier);
    expect(terms.body).toEqual({
      consents: [
        { kind: 'personal_data', version: '2026-11', text: 'I agree', required: true },
        { kind: 'marketing', version: '3', text: 'Присылайте новости', required: false },
      ],
      bonus: 100,
      country: 'RU',
    });
    const { body: guest } = await network.post('/api/guests', cashier, {
      phone: phone(),
      birthDate: '1990-05-09',
      consents: [{ kind: 'personal_data', version: '2026-11' }],
    });
    expect(guest.balance.available).toBe(terms.body.bonus);
    expect((await network.get(`/api/guests/${guest.id}/consents`, manager)).body.items).toMatchObject([
      { kind: 'personal_data', version: '2026-11', given: true, source: 'STAFF' },
    ]);
    const twice = [consents[0], { ...consents[0], version: '4' }];
    const refused = await patch(`/api/networks/${network.id}`, manager, { settings: { consents: twice } });
    expect([refused.status, refused.body.errors]).toMatchObject([400, [{ path: 'settings.consents' }]]);
  });

  it('are registered once under one key, and the first answer is told again to the byte', async () => {
    const key = newId();
    const body = { phone: phone(), name: 'Boris' };
    const first = await network.post('/api/guests', cashier, body, key);
    const second = await network.post('/api/guests', cashier, body, key);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(second.headers['idempotent-replayed']).toBe('true');
  });

  it('exist once a phone and an external id, told with the id of who is there', async () => {
    const number = phone();
    const { body: guest } = await network.post('/api/guests', manager, { phone: number, externalId: 'crm-1' });
    const samePhone = await network.post('/api/guests', manager, { phone: `8${number.slice(2)}` });
    expect(samePhone.status).toBe(409);
    expect(samePhone.body).toMatchObject({ code: 'guest_exists', guestId: guest.id });
    const sameId = await network.post('/api/guests', manager, { externalId: 'crm-1', phone: phone() });
    expect(sameId.body).toMatchObject({ code: 'guest_exists', guestId: guest.id });
    const spaced = await network.post('/api/guests', manager, { externalId: ' crm-1 ' });
    expect(spaced.body).toMatchObject({ code: 'guest_exists', guestId: guest.id });
    const blank = await network.post('/api/guests', manager, { externalId: ' ' });
    expect(blank.body).toMatchObject({ code: 'invalid_body', errors: [{ path: 'externalId' }] });
  });

  it('are one when the same phone is registered eight times at once', async () => {
    const number = phone();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => network.post('/api/guests', cashier, { phone: number })),
    );
    const made = answers.filter((answer) => answer.status === 201);
    expect(made).toHaveLength(1);
    const refused = answers.filter((answer) => answer.status === 409);
    expect(new Set(refused.map((answer) => answer.body.guestId as string))).toEqual(new Set([made[0]?.body.id]));
    expect(refused).toHaveLength(7);
    const awards = await network.database.inNetwork(network.id, (tx) =>
      tx.query('SELECT 1 FROM transactions WHERE guest_id = $1', [made[0]?.body.id]),
    );
    expect(awards).toHaveLength(1);
  });

  it('show a cashier the end of the phone and a manager all of it', async () => {
    const number = phone();
    const body = { phone: number, email: 'Vera@Example.test', birthDate: '1990-02-28', name: 'Vera' };
    const { body: guest } = await network.post('/api/guests', manager, body);
    expect(guest).toMatchObject({ phone: number, email: 'vera@example.test', birthDate: '1990-02-28' });
    const seen = await network.get(`/api/guests/${guest.id}`, cashier);
    expect(seen.body).toMatchObject({
      phone: masked(number),
      email: null,
      birthDate: null,
      name: 'Vera',
    });
    expect(JSON.stringify(seen.body)).not.toContain(number.slice(1));
  });

  it('lie encrypted in the database', async () => {
    const number = phone();
    const { body: guest } = await network.post('/api/guests', manager, { phone: number, email: 'secret@example.test' });
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ row: string }>('SELECT g::text AS row FROM guests g WHERE id = $1', [guest.id]),
    );
    const bytes = [number, number.slice(1), 'secret@example.test'].map((text) => Buffer.from(text).toString('hex'));
    for (const needle of [number, number.slice(1), 'secret@', ...bytes]) expect(rows[0]?.row).not.toContain(needle);
  });

  it('leave a trace of each person who changed or read them', async () => {
    const number = phone();
    const { body: guest } = await network.post('/api/guests', manager, { phone: number, name: 'Gleb' });
    await network.get(`/api/guests/${guest.id}`, cashier);
    await network.post('/api/guests/lookup', cashier, { phone: number });
    await network.post('/api/guests/search', cashier, { query: number });
    await patch(`/api/guests/${guest.id}`, manager, { name: 'Gleb II' });
    // Look-ups are written together, soon after they were answered.
    const trail = await eventually('five entries', async () => {
      const entries = await audits(guest.id as string);
      return entries.length >= 5 && entries;
    });
    expect(trail.map((entry) => entry.action)).toEqual([
      'guest.registered',
      'guest.read',
      'guest.looked_up',
      'guest.searched',
      'guest.changed',
    ]);
    expect(JSON.stringify(trail)).not.toContain(number.slice(-7));
    expect(JSON.stringify(trail)).not.toContain('Gleb');
  });

  it('are listed newest first, page by page, each once', async () => {
    const own = await TillNetwork.create(test);
    const token = await own.tokenOf('manager');
    const ids: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      ids.push((await own.post('/api/guests', token, { externalId: `id ${String(count)}` })).body.id as string);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { body }: { body: { items: { id: string }[]; nextCursor: string | null } } = await own.get(
        `/api/guests?limit=3${query}`,
        token,
      );
      seen.push(...body.items.map((guest) => guest.id));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(seen).toEqual([...ids].reverse());
    expect((await own.get('/api/guests?externalId=id%205', token)).body.items).toMatchObject([{ id: ids[5] }]);
    const { cardNumber } = (await own.get(`/api/guests/${ids[0]}`, token)).body as { cardNumber: string };
    expect((await own.get(`/api/guests?card=${cardNumber}`, token)).body.items).toMatchObject([{ id: ids[0] }]);
    expect((await own.get('/api/guests?externalId=nobody', token)).body).toEqual({
      items: [],
      nextCursor: null,
      previousCursor: null,
    });
  });

  it('are changed by who may: a birthday that is set by a manager alone, a phone that is set by no one here', async () => {
    const { body: guest } = await network.post('/api/guests', cashier, { phone: phone(), name: 'Dina' });
    const path = `/api/guests/${guest.id}`;
    expect((await patch(path, cashier, { name: 'Dinara', birthDate: '1991-05-06' })).body).toMatchObject({
      name: 'Dinara',
    });
    expect((await patch(path, cashier, { birthDate: '1991-11-20' })).body.code).toBe('forbidden');
    expect((await patch(path, cashier, { phone: phone() })).body.code).toBe('forbidden');
    expect((await patch(path, manager, { phone: phone() })).body.code).toBe('forbidden');
    const changed = await patch(path, manager, {
      birthDate: '1991-11-20',
      email: 'd@example.test',
      note: 'likes the window',
    });
    expect(changed.body).toMatchObject({
      birthDate: '1991-11-20',
      email: 'd@example.test',
      note: 'likes the window',
    });
    expect((await patch(path, manager, { email: null, note: null })).body).toMatchObject({
      email: null,
      note: null,
    });
    const other = (await network.post('/api/guests', manager, { externalId: 'taken' })).body.id as string;
    expect((await patch(path, manager, { externalId: 'taken' })).body).toMatchObject({
      code: 'guest_exists',
      guestId: other,
    });
  });

  it('raise their version when the birthday that decisions read changes', async () => {
    const { body: guest } = await network.post('/api/guests', manager, { phone: phone() });
    const state = () =>
      network.database.inNetwork(network.id, (tx) =>
        tx.one<{ version: number; birthday: number | null }>(
          'SELECT version, birthday FROM guest_states WHERE guest_id = $1',
          [guest.id],
        ),
      );
    const before = await state();
    await patch(`/api/guests/${guest.id}`, manager, { birthDate: '2000-02-29' });
    expect(await state()).toEqual({ version: before.version + 1, birthday: 229 });
    await patch(`/api/guests/${guest.id}`, manager, { name: 'Same day', birthDate: '2000-02-29' });
    expect(await state()).toEqual({ version: before.version + 1, birthday: 229 });
  });

  it('keep every word of consent, and show the last of each kind', async () => {
    const consents = [{ kind: 'MARKETING', version: '2026-01' }];
    const { body: guest } = await network.post('/api/guests', cashier, { phone: phone(), consents });
    const path = `/api/guests/${guest.id}/consents`;
    expect((await network.get(path, cashier)).body.items).toMatchObject([
      { kind: 'MARKETING', version: '2026-01', given: true, source: 'STAFF' },
    ]);
    const answer = await network.post(path, cashier, {
      consents: [{ kind: 'MARKETING', version: '2026-02', given: false }],
    });
    expect(answer.body.items).toMatchObject([{ kind: 'MARKETING', version: '2026-02', given: false }]);
    const rows = await network.database.inNetwork(network.id, (tx) =>
      tx.query('SELECT 1 FROM consents WHERE guest_id = $1', [guest.id]),
    );
    expect(rows).toHaveLength(2);
  });

  it('read the text that they agreed to, also when the network asks for another one now', async () => {
    const path = `/api/networks/${network.id}`;
    const asks = async (version: string, text: object) => {
      const settings = { consents: [{ kind: 'MARKETING', version, text }] };
      return patch(path, manager, { settings });
    };
    /** A text in force goes or gets other words with the agreement of a second manager. */
    const approve = async (asked: Awaited<ReturnType<typeof patch>>) => {
      expect([asked.status, asked.body.kind]).toEqual([202, 'SETTINGS']);
      const colleague = await network.tokenOf('manager');
      await network.post(`/api/change-requests/${String(asked.body.id)}/approve`, colleague).expect(200);
    };
    expect((await asks('1', { ru: 'Пишите', en: 'Write to me' })).status).toBe(200);
    const consents = [{ kind: 'MARKETING', version: '1' }];
    const { body: guest } = await network.post('/api/guests', cashier, { phone: phone(), consents });
    const textOf = async (language: string, id: unknown = guest.id) => {
      const answer = await network.get(`/api/guests/${String(id)}/consents`, cashier).set('Accept-Language', language);
      return (answer.body as { items: { version: string; text: string | null }[] }).items[0]?.text;
    };
    expect(await textOf('en')).toBe('Write to me');
    await approve(await asks('2', { en: 'Write and call' }));
    await approve(await patch(path, manager, { settings: { consents: [] } }));
    expect([await textOf('en'), await textOf('ru')]).toEqual(['Write to me', 'Пишите']);
    const again = { consents: [{ kind: 'MARKETING', version: '2', given: true }] };
    const answer = await network.post(`/api/guests/${String(guest.id)}/consents`, cashier, again);
    expect(answer.body.items).toMatchObject([{ version: '2', text: 'Write and call' }]);
    const other = await network.post('/api/guests', cashier, {
      phone: phone(),
      consents: [{ kind: 'MARKETING', version: '3' }],
    });
    expect(await textOf('en', other.body.id)).toBeNull();
  });

  it('do not exist for another network, in a path or a body', async () => {
    const other = await TillNetwork.create(test);
    const stranger = await other.tokenOf('manager');
    const number = phone();
    const { body: guest } = await network.post('/api/guests', manager, {
      phone: number,
      externalId: 'isolated',
      name: 'Isolde',
    });
    const statuses = [
      await network.get(`/api/guests/${guest.id}`, stranger),
      await patch(`/api/guests/${guest.id}`, stranger, { name: 'Mine' }),
      await network.get(`/api/guests/${guest.id}/consents`, stranger),
      await network.post(`/api/guests/${guest.id}/consents`, stranger, {
        consents: [{ kind: 'A', version: '1', given: true }],
      }),
      await network.post('/api/guests/lookup', stranger, { phone: number }),
      await network.post('/api/guests/lookup', stranger, { card: guest.cardNumber }),
      await network.post('/api/guests/lookup', stranger, { code: guest.cardCode }),
      await network.post('/api/guests/lookup', stranger, { qr: guest.qr }),
      await network.post('/api/guests', stranger, { externalId: 'x', restaurantId: network.restaurantId }),
    ].map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([404]));
    expect((await network.post('/api/guests/search', stranger, { query: 'Isolde' })).body.items).toEqual([]);
    expect((await network.post('/api/guests', stranger, { phone: number, externalId: 'isolated' })).status).toBe(201);
  });

  it('are registered by a cashier where the cashier works', async () => {
    const answer = await network.post('/api/guests', cashier, {
      phone: phone(),
      restaurantId: network.otherRestaurantId,
    });
    expect(answer.body.code).toBe('restaurant_not_allowed');
    expect(
      (await network.post('/api/guests', manager, { phone: phone(), restaurantId: network.otherRestaurantId })).status,
    ).toBe(201);
  });

  it.each([
    [{}, 400],
    [{ name: 'Nobody' }, 400],
    [{ phone: 79161234567 }, 400],
    [{ phone: null }, 400],
    [{ phone: '' }, 400],
    [{ phone: '9'.repeat(41) }, 400],
    [{ phone: 'not a phone' }, 422],
    [{ phone: '+7' }, 422],
    [{ phone: '+79160000000', unknown: 1 }, 400],
    [{ phone: '+79160000000', name: '' }, 400],
    [{ phone: '+79160000000', name: 'x'.repeat(201) }, 400],
    [{ phone: '+79160000000', email: 'no' }, 400],
    [{ phone: '+79160000000', birthDate: '1990-02-30' }, 400],
    [{ phone: '+79160000000', birthDate: '2999-01-01' }, 400],
    [{ phone: '+79160000000', birthDate: '1890-01-01' }, 400],
    [{ phone: '+79160000000', restaurantId: 'here' }, 400],
    [{ phone: '+79160000000', restaurantId: newId() }, 404],
    [{ phone: '+79160000000', consents: [{ kind: 'M' }] }, 400],
    [{ phone: '+79160000000', consents: Array.from({ length: 21 }, () => ({ kind: 'M', version: '1' })) }, 400],
    [{ externalId: 'nul\u0000' }, 400],
    [[], 400],
  ])('refuse %j with %i', async (body, status) => {
    const answer = await network.post('/api/guests', manager, body);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toContain('application/problem+json');
  });

  it.each([[{}], [{ qr: '1', code: '2' }], [{ code: 123456 }], [{ phone: null }], [{ card: '' }], [{ name: 'A' }]])(
    'are not looked up by %j',
    async (body) => {
      expect((await network.post('/api/guests/lookup', cashier, body)).status).toBe(400);
    },
  );

  it('are not found under what is no id', async () => {
    expect((await network.get('/api/guests/not-an-id', manager)).status).toBe(404);
    expect((await network.get(`/api/guests/${newId()}`, manager)).status).toBe(404);
    expect((await network.get('/api/guests?limit=0', manager)).status).toBe(400);
    expect((await network.get('/api/guests?cursor=abc', manager)).status).toBe(400);
    expect((await network.get('/api/guests?phone=79161234567', manager)).status).toBe(400);
  });
});
