import { isShortForm } from '../../../support/at-night';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';

const GUESTS = isShortForm ? 2_000 : 10_000;

describe('a segment that all guests enter and leave at once', () => {
  let test: TestApp;
  let desk: SegmentDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
  });
  afterAll(() => test.close());

  const inNetwork = <Answer extends object>(statement: string) =>
    desk.network.database.inNetwork(desk.network.id, (tx) => tx.query<Answer>(statement, [desk.network.id]));

  async function registerMany(): Promise<void> {
    await inNetwork(
      `INSERT INTO guests (network_id, id, card_number, source)
       SELECT $1, gen_random_uuid(), 'many-' || n, 'IMPORT' FROM generate_series(1, ${String(GUESTS)}) n`,
    );
    await inNetwork(`INSERT INTO guest_states (network_id, guest_id) SELECT $1, id FROM guests WHERE network_id = $1`);
  }

  const told = (segment: string) =>
    inNetwork<{ type: string; events: number; guests: number }>(
      `SELECT type, count(*)::int AS events, count(DISTINCT guest_id)::int AS guests FROM events
        WHERE network_id = $1 AND subject_id = '${segment}' AND type IN ('segment.entered', 'segment.left')
        GROUP BY 1 ORDER BY 1`,
    );

  it('tells each entry and each exit once, and is empty in the end', async () => {
    await registerMany();
    const segment = await desk.create('ALL', byRule(ofGuest('visits', '=', 0)));
    await desk.evaluateAll(200);
    expect(await told(segment)).toEqual([{ type: 'segment.entered', events: GUESTS, guests: GUESTS }]);
    const full = await desk.network.get(`/api/segments/${segment}`, desk.manager);
    expect(full.body).toMatchObject({ guests: GUESTS, isCounting: false });
    const emptied = await test
      .api()
      .patch(`/api/segments/${segment}`)
      .set('Authorization', `Bearer ${desk.manager}`)
      .send({ rule: byRule(ofGuest('visits', '>', 0)) });
    expect(emptied.status).toBe(200);
    await desk.evaluateAll(200);
    expect(await told(segment)).toEqual([
      { type: 'segment.entered', events: GUESTS, guests: GUESTS },
      { type: 'segment.left', events: GUESTS, guests: GUESTS },
    ]);
    const empty = await desk.network.get(`/api/segments/${segment}`, desk.manager);
    expect(empty.body).toMatchObject({ guests: 0, isCounting: false });
    const members = await desk.network.get(`/api/segments/${segment}/members`, desk.manager);
    expect(members.body.items).toEqual([]);
    expect(await desk.findings()).toEqual([]);
  });
});
