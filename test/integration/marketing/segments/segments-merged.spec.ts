import { applicationOfWorker, type TestApp } from '../../../support/app';
import { byRule, ofGuest, SegmentDesk } from '../../../support/marketing/segment-desk';

describe('places on lists, when guests are merged and parted,', () => {
  let test: TestApp;
  let desk: SegmentDesk;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  beforeEach(async () => {
    desk = await SegmentDesk.open(test);
  });
  afterAll(() => test.close());

  const merge = async (guest: string, sourceId: string) => {
    const body = { sourceId, reason: 'two cards' };
    const merged = await desk.network.post(`/api/guests/${guest}/merge`, desk.manager, body).expect(201);
    await desk.evaluateAll();
    return merged.body.id as string;
  };
  const undo = async (mergeId: string) => {
    await desk.network.post(`/api/merges/${mergeId}/undo`, desk.manager, { reason: 'not the same' }).expect(201);
    await desk.evaluateAll();
  };
  const listWith = async (code: string, ...guests: string[]) => {
    const list = await desk.create(code, null);
    await desk.put(list, guests, true).expect(200);
    return list;
  };
  const codesOf = async (...guests: string[]) =>
    Promise.all(guests.map(async (guest) => (await desk.codesOf(guest)).codes));
  const membersOf = async (list: string) => {
    const { body } = await desk.network.get(`/api/segments/${list}/members`, desk.manager).expect(200);
    const { guests } = (await desk.network.get(`/api/segments/${list}`, desk.manager).expect(200)).body;
    expect(guests).toBe(body.items.length);
    return (body.items as { guestId: string; since: string }[]).map(({ guestId, since }) => ({ guestId, since }));
  };

  it('are those of both, decide what the guest earns, and are just what they were again', async () => {
    const [target, source] = [await desk.network.guest(), await desk.network.guest()];
    const lists = [
      await listWith('LOYAL', source),
      await listWith('THEIRS', target),
      await listWith('OF_BOTH', target, source),
    ];
    await desk.create('BUYERS', byRule(ofGuest('visits', '>=', 1)));
    await desk.sell(source, 1_000);
    await desk.evaluateAll();
    const before = [await codesOf(target, source), await Promise.all(lists.map(membersOf))];
    const mergeId = await merge(target, source);
    expect(await codesOf(target, source)).toEqual([['BUYERS', 'LOYAL', 'OF_BOTH', 'THEIRS'], []]);
    expect((await Promise.all(lists.map(membersOf))).flat().map(({ guestId }) => guestId)).toEqual([
      target,
      target,
      target,
    ]);
    expect((await desk.sell(target, 1_000)).trace.map(({ rule }) => rule)).toContain('earning.rule.loyal');
    expect(await desk.findings()).toEqual([]);
    await undo(mergeId);
    // A sale after the merge stays with the target.
    expect(await codesOf(target, source)).toEqual([['BUYERS', 'OF_BOTH', 'THEIRS'], before[0]![1]]);
    expect(await Promise.all(lists.map(membersOf))).toEqual(before[1]);
    expect(await desk.findings()).toEqual([]);
  });

  it('stay with a guest as long as one of its cards stands on the list, in whatever order they are parted', async () => {
    const [person, second, third] = [
      await desk.network.guest(),
      await desk.network.guest(),
      await desk.network.guest(),
    ];
    const list = await listWith('LOYAL', second, third);
    const [ofSecond, ofThird] = [await merge(person, second), await merge(person, third)];
    expect(await codesOf(person, second, third)).toEqual([['LOYAL'], [], []]);
    await undo(ofSecond);
    expect(await codesOf(person, second, third)).toEqual([['LOYAL'], ['LOYAL'], []]);
    await undo(ofThird);
    expect(await codesOf(person, second, third)).toEqual([[], ['LOYAL'], ['LOYAL']]);
    expect(await membersOf(list)).toHaveLength(2);
    expect(await desk.findings()).toEqual([]);
  });

  it('come back through every merge that they went through', async () => {
    const [first, second, third] = [await desk.network.guest(), await desk.network.guest(), await desk.network.guest()];
    const list = await listWith('LOYAL', first);
    const before = await membersOf(list);
    const [inner, outer] = [await merge(second, first), await merge(third, second)];
    expect(await codesOf(first, second, third)).toEqual([[], [], ['LOYAL']]);
    await undo(outer);
    expect(await codesOf(first, second, third)).toEqual([[], ['LOYAL'], []]);
    await undo(inner);
    expect(await codesOf(first, second, third)).toEqual([['LOYAL'], [], []]);
    expect(await membersOf(list)).toEqual(before);
  });

  it('do not come back to a list that the guest was taken off meanwhile', async () => {
    const [target, source] = [await desk.network.guest(), await desk.network.guest()];
    const list = await listWith('LOYAL', target, source);
    const mergeId = await merge(target, source);
    await desk.put(list, [target], false).expect(200);
    await undo(mergeId);
    expect(await codesOf(target, source)).toEqual([[], []]);
    expect(await desk.findings()).toEqual([]);
  });

  it('are not given to a second card, by its id or through a file, which leads to whom it is in the end', async () => {
    const [first, second, third] = [await desk.network.guest(), await desk.network.guest(), await desk.network.guest()];
    const list = await listWith('LOYAL', first);
    const before = await membersOf(list);
    const [inner, outer] = [await merge(second, first), await merge(third, second)];
    expect(await desk.put(list, [first], true)).toMatchObject({
      status: 409,
      body: { code: 'guest_merged', guestId: second },
    });
    // Cards of these guests are their ids.
    // Cards of these guests are their ids, stored without grouping like all cards.
    await desk.network.database.inNetwork(desk.network.id, (tx) =>
      tx.query(`UPDATE guests SET card_number = replace(card_number, '-', '') WHERE network_id = $1`, [
        desk.network.id,
      ]),
    );
    const file = { csv: `${first}\n${second}\n`, isIn: true };
    const read = await desk.network.post(`/api/segments/${list}/members/file`, desk.manager, file).expect(200);
    expect(read.body).toMatchObject({ changed: 0, unchanged: 1, unknown: 0 });
    expect(await codesOf(first, second, third)).toEqual([[], [], ['LOYAL']]);
    await undo(outer);
    await undo(inner);
    expect(await membersOf(list)).toEqual(before);
    expect(await desk.findings()).toEqual([]);
  });
});
