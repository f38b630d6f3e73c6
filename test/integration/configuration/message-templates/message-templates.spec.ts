import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

const HELLO = {
  code: 'HELLO',
  source: 'AUTOMATION',
  purpose: 'MARKETING',
  name: 'Hello',
  texts: { en: { subject: 'News of {{ network.name }}', text: 'Hello {{ guest.firstName | default: "friend" }}!' } },
};

interface Answer {
  readonly id: string;
  readonly version: number;
  readonly versions: readonly { readonly version: number; readonly texts: object }[];
}

describe('Templates of messages', () => {
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

  const create = (changes: object = {}) => network.post('/api/message-templates', manager, { ...HELLO, ...changes });
  const change = (id: string, body: object, tag?: string) => {
    const call = test.api().patch(`/api/message-templates/${id}`).auth(manager, { type: 'bearer' });
    return (tag === undefined ? call : call.set('If-Match', tag)).send(body);
  };

  it('keep every version, and refuse a change of what somebody else changed meanwhile', async () => {
    const made = (await create().expect(201)).body as Answer;
    const read = await network.get(`/api/message-templates/${made.id}`, manager).expect(200);
    const tag = String(read.headers['etag']);
    const texts = { en: { subject: 'News', text: 'Hello!' } };
    expect((await change(made.id, { texts }, tag).expect(200)).body).toMatchObject({ version: 2, texts });
    await change(made.id, { name: 'Later' }, tag).expect(412);
    const { body } = await network.get(`/api/message-templates/${made.id}`, manager).expect(200);
    expect((body as Answer).versions.map(({ version }) => version)).toEqual([2, 1]);
    expect((body as Answer).versions[1]?.texts).toEqual(HELLO.texts);
    // A change that changes nothing makes no new version.
    expect((await change(made.id, { texts }).expect(200)).body).toMatchObject({ version: 2 });
  });

  it('are listed by pages, and leave the list when they are archived', async () => {
    const ids: string[] = [];
    for (const code of ['A', 'B', 'C']) ids.push(((await create({ code }).expect(201)).body as Answer).id);
    await network.post(`/api/message-templates/${String(ids[1])}/archive`, manager).expect(200);
    const list = async (query: string) =>
      (await network.get(`/api/message-templates?${query}`, manager).expect(200)).body as {
        items: { code: string }[];
        nextCursor: string | null;
      };
    const first = await list('limit=1');
    expect(first.items).toMatchObject([{ code: 'C' }]);
    const second = await list(`limit=1&cursor=${String(first.nextCursor)}`);
    expect([second.items.map(({ code }) => code), second.nextCursor]).toEqual([['A'], null]);
    expect((await list('archived=true')).items).toMatchObject([{ code: 'B' }]);
    expect((await list('source=FEEDBACK')).items).toEqual([]);
    await change(String(ids[1]), { name: 'x' }).expect(404);
    expect((await create({ code: 'B' }).expect(409)).body).toMatchObject({ code: 'code_taken' });
  });

  it.each([
    [
      'a variable that there is not',
      'Hi\n{{ guest.nmae }}',
      'texts.en.text',
      'Line 2, character 4: a message of this kind has no variable “guest.nmae”.',
    ],
    [
      'a loop',
      '{% for i in (1..9) %}x{% endfor %}',
      'texts.en.text',
      'Line 1, character 1: “for” is not allowed here; use if, unless, case or comment.',
    ],
    [
      'an unknown filter',
      '{{ balance | money }}',
      'texts.en.text',
      'Line 1, character 1: there is no filter “money”, or it is written otherwise; use default, points, plural or date.',
    ],
    [
      'what cannot be read',
      'Hello {{ balance',
      'texts.en.text',
      'Line 1, character 7: this cannot be read: {{ balance.',
    ],
  ])('are refused with the place of %s', async (_, text, path, message) => {
    const { body } = await create({ texts: { en: { subject: 'Hi', text } } }).expect(400);
    expect(body).toMatchObject({ code: 'invalid_body', errors: [{ path, code: 'text_not_valid', message }] });
  });

  it('need a text in the language of the network, no guest in the subject, and the purpose of their source', async () => {
    const ru = { subject: 'x', text: 'x' };
    const errorsOf = async (changes: object) =>
      ((await create(changes).expect(400)).body as { errors: { path: string; code: string }[] }).errors.map(
        ({ path, code }) => `${path} ${code}`,
      );
    expect(await errorsOf({ texts: { ru } })).toEqual(['texts.en required']);
    expect(await errorsOf({ texts: { en: { subject: '{{ guest.name }}', text: 'x' } } })).toEqual([
      'texts.en.subject text_not_valid',
    ]);
    expect(await errorsOf({ source: 'CAMPAIGN', purpose: 'SERVICE' })).toEqual(['purpose not_allowed']);
  });

  it('have one text for the warning of points that end', async () => {
    const warning = {
      source: 'EXPIRY_WARNING',
      purpose: 'SERVICE',
      texts: { en: { subject: 'Points', text: '{{ ending.points | points }} until {{ ending.day }}' } },
    };
    const { id } = (await create(warning).expect(201)).body as Answer;
    expect((await create({ ...warning, code: 'OTHER' }).expect(409)).body).toMatchObject({
      code: 'warning_text_taken',
    });
    await network.post(`/api/message-templates/${id}/archive`, manager).expect(200);
    await create({ ...warning, code: 'OTHER' }).expect(201);
  });

  it('are read by analysts and changed by managers', async () => {
    const analyst = await network.tokenOf('analyst');
    await network.get('/api/message-templates', analyst).expect(200);
    await network.post('/api/message-templates', analyst, HELLO).expect(403);
  });
});
