import { Guests, type ImportedGuest } from '../../../../src/identity';
import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

describe('guests of a history that is imported', () => {
  let test: TestApp;
  let network: TillNetwork;
  let guests: Guests;

  beforeAll(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
    guests = test.app.get(Guests);
  });
  afterAll(() => test.close());

  const imported = (externalId: string, more: Partial<ImportedGuest> = {}): ImportedGuest => ({
    id: newId(),
    externalId,
    createdAt: new Date('2025-12-01T10:00:00Z'),
    ...more,
  });
  const bring = (list: readonly ImportedGuest[]) =>
    network.database.inNetwork(network.id, (tx) => guests.createFromImport(tx, network.id, list, null));

  it('are made with their state and without an award, and found by their own ids', async () => {
    const [anna, boris] = [imported('anna', { name: 'Anna', restaurantId: network.restaurantId }), imported('boris')];
    expect(await bring([anna, boris])).toEqual(
      new Map([
        ['anna', anna.id],
        ['boris', boris.id],
      ]),
    );
    const found = await guests.findByExternalId(network.id, 'anna');
    expect(found).toMatchObject({
      id: anna.id,
      externalId: 'anna',
      createdAt: anna.createdAt,
      erased: false,
      accountId: null,
    });
    expect(await guests.findById(network.id, anna.id)).toEqual(found);
    expect(await guests.findByCardNumber(network.id, found?.cardNumber ?? '')).toEqual(found);
    const states = await network.database.inNetwork(network.id, (tx) =>
      tx.query('SELECT version, available FROM guest_states WHERE guest_id = ANY ($1)', [[anna.id, boris.id]]),
    );
    expect(states).toEqual([
      { version: 0, available: 0 },
      { version: 0, available: 0 },
    ]);
  });

  it('stay who they are when they come again, in one file or in two at once', async () => {
    const lists = Array.from({ length: 4 }, () =>
      Array.from({ length: 50 }, (_, at) => imported(`again-${String(at % 40)}`)).sort(() => Math.random() - 0.5),
    );
    const answers = await Promise.all(lists.map(bring));
    for (const answer of answers) {
      expect(answer.size).toBe(40);
      expect(answer).toEqual(answers[0]);
    }
    const [{ count } = { count: 0 }] = await network.database.inNetwork(network.id, (tx) =>
      tx.query<{ count: number }>(
        "SELECT count(*)::integer AS count FROM guests g JOIN guest_states s ON s.guest_id = g.id WHERE g.external_id LIKE 'again-%'",
      ),
    );
    expect(count).toBe(40);
  });

  it('are another network’s own', async () => {
    const other = await TillNetwork.create(test);
    const [guest] = [imported('isolated')];
    await bring([guest]);
    expect(await guests.findById(other.id, guest.id)).toBeUndefined();
    expect(await guests.findByExternalId(other.id, 'isolated')).toBeUndefined();
  });

  it('come by thousands', async () => {
    const many = Array.from({ length: 5_000 }, (_, at) => imported(`many-${String(at)}`));
    expect((await bring(many)).size).toBe(5_000);
    await expect(bring([...many, imported('one too many')])).rejects.toThrow(RangeError);
  });
});
