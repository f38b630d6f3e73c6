import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { eventually } from '../../../support/eventually';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';

interface Member {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly spend: number;
  readonly lastVisitAt: string | null;
}

describe('the guests of a segment', () => {
  let test: TestApp;
  let desk: SegmentDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
  });
  afterAll(() => test.close());

  let serial = 0;
  const add = async (name: string): Promise<string> => {
    const phone = `+7918${String(1_000_000 + (serial += 1))}`;
    return (await desk.network.post('/api/guests', desk.manager, { name, phone })).body.id as string;
  };
  const search = async (segment: string, body: object = {}): Promise<Member[]> => {
    const found = await desk.network.post(`/api/segments/${segment}/members/search`, desk.manager, body);
    expect(found.status).toBe(200);
    return found.body.items as Member[];
  };

  it('are shown with what staff need to act on them, and those of other segments are not', async () => {
    const [vera, anna, boris] = [await add('Вера Белова'), await add('Анна Абрамова'), await add('Борис Белов')];
    const segment = await desk.create('LOYAL', byRule(ofGuest('visits', '>=', 1)));
    await desk.sell(vera, 150_000);
    await desk.sell(anna, 70_000);
    await desk.evaluateAll();
    const all = await search(segment);
    expect(all.map(({ name, spend }) => [name, spend])).toEqual([
      ['Анна Абрамова', 70_000],
      ['Вера Белова', 150_000],
    ]);
    expect(all[0]?.phone).toMatch(/^\+7918/);
    await eventually('a look at the sales', async () =>
      (await search(segment, { sort: '-lastVisitAt' })).every(({ lastVisitAt }) => lastVisitAt !== null),
    );
    expect((await search(segment, { query: 'бел' })).map(({ id }) => id)).toEqual([vera]);
    expect((await search(segment, { sort: '-name' })).map(({ id }) => id)).toEqual([vera, anna]);

    const listed = await desk.network.get(`/api/segments/${segment}/members?guestIds=${vera},${boris}`, desk.manager);
    expect(listed.body.items).toMatchObject([
      { guestId: vera, guest: { id: vera, name: 'Вера Белова', spend: 150_000, tier: { code: 'BASE' } } },
    ]);
  });

  it('that are put on a list and unknown are named with their places, and nobody is put on it', async () => {
    const [guest, other] = [await add('Вера'), await desk.network.guest()];
    const segment = await desk.create('LIST', null);
    const [first, second] = [newId(), newId()];
    const body = { guestIds: [guest, first, other, first, second], isIn: true };
    const refused = await desk.network.post(`/api/segments/${segment}/members`, desk.manager, body);
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_body' } });
    const { errors } = refused.body as { errors: { path: string; code: string }[] };
    expect(errors.map(({ path, code }) => `${path} ${code}`)).toEqual([
      'guestIds[1] guest_unknown',
      'guestIds[4] guest_unknown',
    ]);
    expect(await search(segment)).toEqual([]);
  });

  it('are paged in both directions', async () => {
    const guests = [];
    for (const name of ['А', 'Б', 'В', 'Г', 'Д']) guests.push(await add(`${name} Гость`));
    const segment = await desk.create('LIST', null);
    await desk.put(segment, guests, true);
    const page = async (cursor?: string) => {
      const body = { limit: 2, ...(cursor !== undefined && { cursor }) };
      const { body: answer } = await desk.network.post(`/api/segments/${segment}/members/search`, desk.manager, body);
      const { items, nextCursor, previousCursor } = answer as {
        items: Member[];
        nextCursor: string;
        previousCursor: string;
      };
      return { ids: items.map(({ id }) => id), nextCursor, previousCursor };
    };
    const first = await page();
    const second = await page(first.nextCursor);
    const third = await page(second.nextCursor);
    expect([first.ids, second.ids, third.ids]).toEqual([guests.slice(0, 2), guests.slice(2, 4), guests.slice(4)]);
    expect(third.nextCursor).toBeNull();
    expect((await page(second.previousCursor)).ids).toEqual(first.ids);
  });

  it('are saved as a file by a manager, with an entry in the audit that names the segment', async () => {
    const anna = await add('Анна');
    await add('Вера');
    const segment = await desk.create('LIST', null);
    await desk.put(segment, [anna], true);
    const body = { columns: ['name', 'spend', 'points'] };
    const path = `/api/segments/${segment}/members/export`;
    const file = await desk.network.post(path, desk.manager, body);
    expect(file.headers['content-type']).toContain('text/csv');
    expect(file.text).toBe('name,spend,points\r\nАнна,0,0\r\n');
    expect((await desk.network.post(path, await desk.network.tokenOf('analyst'), body)).status).toBe(403);
    const entries = await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query(
        `SELECT subject_kind, subject_id, after FROM audit_log WHERE network_id = $1 AND action = 'guests.exported'`,
        [desk.network.id],
      ),
    );
    expect(entries).toMatchObject([{ subject_kind: 'segment', subject_id: segment, after: { columns: body.columns } }]);
  });

  it('are found again by the phones of their own file', async () => {
    const segment = await desk.create('LIST', null);
    await desk.put(segment, [await add('Анна')], true);
    const columns = { columns: ['phone'] };
    const { text } = await desk.network.post(`/api/segments/${segment}/members/export`, desk.manager, columns);
    const file = { csv: text, isIn: false };
    const read = await desk.network.post(`/api/segments/${segment}/members/file`, desk.manager, file);
    // Its first line is the name of the column.
    expect(read.body).toEqual({ changed: 1, unchanged: 0, unknown: 1, unknownLines: [1] });
  });

  it('are ids alone for an analyst, who sees no personal data', async () => {
    const anna = await add('Анна');
    const segment = await desk.create('LIST', null);
    await desk.put(segment, [anna], true);
    const analyst = await desk.network.tokenOf('analyst');
    const listed = await desk.network.get(`/api/segments/${segment}/members`, analyst);
    expect(listed.body.items).toMatchObject([{ guestId: anna, guest: null }]);
    expect((await desk.network.post(`/api/segments/${segment}/members/search`, analyst, {})).status).toBe(403);
  });
});
