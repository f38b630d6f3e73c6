import { newId } from '../../../src/platform/ids/ids';
import { KEY_IDENTIFICATIONS, KEY_SCOPES, type KeyScope } from '../../../src/security/principal/principal';
import { applicationOfWorker, type TestApp } from '../../support/app';
import { superuserPool } from '../../support/database';
import { TillNetwork } from '../../support/till-network';

interface Answer {
  readonly id: string;
  readonly status?: string;
  readonly requestId?: string;
}

/** Columns that belong to one key alone. The rotation copies every other column, also a future one, because it may limit the key. */
const OWN = ['id', 'key_hash', 'created_by', 'created_at', 'last_used_at', 'revoked_at', 'expires_at', 'secret_for'];

/** A rotated key of a kiosk once became that of a till system, which may spend without asking the guest. */
describe('a key that takes the place of another', () => {
  let test: TestApp;
  let network: TillNetwork;
  const superuser = superuserPool();

  beforeEach(async () => {
    test = await applicationOfWorker();
    network = await TillNetwork.create(test);
  });
  afterEach(() => test.close());
  afterAll(() => superuser.end());

  /** Sends a manager's request, approves it by a second manager where it waits, and returns the key's id. */
  async function keyOf(path: string, body: object): Promise<string> {
    const before = await idsOfKeys();
    const answer = await network.post(path, await network.tokenOf('manager'), body);
    expect([201, 202]).toContain(answer.status);
    if (answer.status === 202) {
      const { id } = answer.body as Answer;
      const second = await network.tokenOf('manager');
      await network.post(`/api/change-requests/${id}/approve`, second, {}).expect(200);
    }
    const [id = ''] = (await idsOfKeys()).filter((known) => !before.includes(known));
    return id;
  }

  async function idsOfKeys(): Promise<string[]> {
    const { rows } = await superuser.query<{ id: string }>('SELECT id FROM api_keys WHERE network_id = $1', [
      network.id,
    ]);
    return rows.map(({ id }) => id);
  }

  async function mayDo(id: string): Promise<Record<string, unknown>> {
    const { rows } = await superuser.query<Record<string, unknown>>('SELECT * FROM api_keys WHERE id = $1', [id]);
    return Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([column]) => !OWN.includes(column)));
  }

  const kinds: [string, readonly KeyScope[], string][] = [
    ...KEY_IDENTIFICATIONS.map((way): [string, readonly KeyScope[], string] => [`kiosk by ${way}`, ['till'], way]),
    ...KEY_SCOPES.filter((scope) => scope !== 'partner').map((scope): [string, readonly KeyScope[], string] => [
      scope,
      [scope],
      'CARD',
    ]),
    ['several rights', ['till:read', 'report:read', 'membership:read'], 'CODE'],
    ['a partner', ['partner'], 'QR'],
  ];

  it.each(kinds)('may do all that it could: %s', async (_kind, scopes, identifies) => {
    const partnerId = scopes.includes('partner') ? newId() : undefined;
    if (partnerId !== undefined)
      await network.database.inNetwork(network.id, (tx) =>
        tx.prisma.partner.create({
          data: { networkId: network.id, id: partnerId, code: 'P', name: 'P', earnPerDay: 1n, burnPerDay: 1n },
        }),
      );
    const old = await keyOf('/api/api-keys', { name: 'A service', scopes, identifies, partnerId });
    const young = await keyOf(`/api/api-keys/${old}/rotate`, { overlapHours: 1 });
    expect(young).not.toBe(old);
    expect(await mayDo(young)).toEqual({ ...(await mayDo(old)), identifies, scopes: [...scopes].sort() });
  });
});
