import { newId } from '../../../../src/platform/ids/ids';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';

interface Item {
  readonly id: string;
  readonly outcome: string;
  readonly reason: { readonly code: string } | null;
}

describe('several rewards at once', () => {
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

  const create = async (of = network, token = manager) =>
    (await of.post('/api/redemption-items', token, { name: { en: 'Coffee' }, kind: 'PRODUCT', cost: 50 })).body
      .id as string;
  const act = async (body: object) => {
    const { items } = (await network.post('/api/redemption-items/several', manager, body)).body as {
      readonly items: readonly Item[];
    };
    return items.map(({ id, outcome, reason }) => [id, outcome, reason?.code ?? null]);
  };
  const stateOf = async (id: string) => {
    const { archived, version } = (await network.get(`/api/redemption-items/${id}`, manager)).body;
    return { archived, version } as object;
  };

  it('leave the catalogue and come back, each by itself, and a preview says the same and changes nothing', async () => {
    const [offered, archived] = [await create(), await create()];
    const other = await TillNetwork.create(test);
    const theirs = await create(other, await other.tokenOf('manager'));
    await act({ act: 'ARCHIVE', ids: [archived] });
    const ids = [offered, archived, theirs, newId()];
    const expected = [
      [offered, 'DONE', null],
      [archived, 'UNCHANGED', null],
      [theirs, 'REFUSED', 'not_found'],
      [ids[3], 'REFUSED', 'not_found'],
    ];
    expect(await act({ act: 'ARCHIVE', ids, preview: true })).toEqual(expected);
    expect(await stateOf(offered)).toEqual({ archived: false, version: 1 });
    expect(await act({ act: 'ARCHIVE', ids })).toEqual(expected);
    expect(await stateOf(offered)).toEqual({ archived: true, version: 2 });
    // No version of a reward that was so before.
    expect(await stateOf(archived)).toEqual({ archived: true, version: 2 });
    expect(await act({ act: 'RESTORE', ids: [offered] })).toEqual([[offered, 'DONE', null]]);
    expect(await stateOf(offered)).toEqual({ archived: false, version: 3 });
    expect((await other.get(`/api/redemption-items/${theirs}`, await other.tokenOf('manager'))).body.archived).toBe(
      false,
    );
  });

  it('are changed only by those who manage rewards', async () => {
    const cashier = await network.tokenOf('cashier');
    const ids = [await create()];
    expect((await network.post('/api/redemption-items/several', cashier, { act: 'ARCHIVE', ids })).status).toBe(403);
    expect((await network.post('/api/redemption-items/several', manager, { act: 'PAUSE', ids })).status).toBe(400);
  });
});
