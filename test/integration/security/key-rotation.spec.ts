import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { settings } from '../../../src/platform/settings/settings';
import { registerSecurityCommands } from '../../../src/security';
import { Sealer } from '../../../src/transactions/books/seals/sealer';
import { LedgerVerification } from '../../../src/transactions/books/verification/ledger-verification';
import type { TestApp } from '../../support/app';
import { sealEverything } from '../../support/sealing';
import { TillNetwork } from '../../support/till-network';
import { type ReplacedDatabase, startOnReplacedDatabase } from './replaced-database';

const RINGS = { piiKeys: 'PII_KEYS', jwtKeys: 'JWT_KEYS', sealKeys: 'SEAL_KEYS', qrKeys: 'QR_KEYS' } as const;
type Ring = keyof typeof RINGS;
const ALL = Object.keys(RINGS) as Ring[];
const PHONE = '+79161112233';

/**
 * Rotates keys in three steps without a stop, each by restarting the processes one after the other: the new key after the old ones, then before them,
 * then alone. Sales go on.
 */
describe('keys that are changed while tills sell', () => {
  let own: ReplacedDatabase;
  let server: TestApp;
  let network: TillNetwork;
  let guest: string;
  const old = new Map<Ring, readonly string[]>();
  const young = new Map(ALL.map((ring) => [ring, `next:${randomBytes(32).toString('base64')}`]));

  beforeAll(async () => {
    own = await startOnReplacedDatabase();
    ({ server } = own);
    network = await TillNetwork.create(server);
    for (const ring of ALL) old.set(ring, [settings[ring] ?? []].flat());
    const made = await network.post('/api/guests', await network.tokenOf('manager'), { phone: PHONE }).expect(201);
    guest = (made.body as { id: string }).id;
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await own.close();
  });

  /** All processes have these rings from now on. */
  const give = (
    ringOf: (before: readonly string[], next: string) => readonly string[],
    rings: readonly Ring[] = ALL,
  ) => {
    for (const ring of rings)
      jest.replaceProperty(settings, ring, [...ringOf(old.get(ring) ?? [], young.get(ring) ?? '')]);
  };
  const sell = (token: string) =>
    network.post(`/api/guests/${guest}/transaction`, token, network.sale(10_000)).then(({ status }) => status);
  const find = async (token: string) =>
    ((await network.post('/api/guests/lookup', token, { phone: PHONE })).body as { id?: string }).id;
  const seal = () => sealEverything(server.app.get(Sealer), network.database, network.id);
  const keysOfSeals = async () =>
    (
      await network.database.inNetwork(network.id, (tx) =>
        tx.query<{ key: string }>('SELECT key_id AS key FROM seals WHERE network_id = $1 ORDER BY number', [
          network.id,
        ]),
      )
    ).map(({ key }) => key);
  const findings = async () => (await server.app.get(LedgerVerification).verify(network.id)).findings.list();
  const rotate = async () => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    const program = new Command().exitOverride();
    registerSecurityCommands(program, () => Promise.resolve(server.app));
    await program.parseAsync(['pii', 'rotate'], { from: 'user' });
  };

  it('make, sign and encrypt anew, and all that was made before is read until they go', async () => {
    const before = await network.tokenOf('manager');
    // No process has checked this token yet; processes cache those that they have checked.
    const unused = await network.tokenOf('manager');
    expect(await sell(before)).toBe(201);
    await seal();
    const first = (await keysOfSeals()).at(-1);

    // A process with the new key second reads what a process with the new key first writes.
    give((ring, next) => [...ring, next]);
    expect([await sell(before), await sell(await network.tokenOf('manager'))]).toEqual([201, 201]);
    give((ring, next) => [next, ...ring]);
    const after = await network.tokenOf('manager');
    const registered = await network.post('/api/guests', after, { phone: '+79160000002' }).expect(201);
    give((ring, next) => [...ring, next]);
    expect([await sell(before), await sell(after)]).toEqual([201, 201]);
    const profile = await network.get(`/api/guests/${String(registered.body.id)}`, before);
    expect(profile.body.phone).toBe('+79160000002');

    give((ring, next) => [next, ...ring]);
    const statuses: number[] = [];
    const over = new AbortController();
    const selling = (async () => {
      while (!over.signal.aborted) statuses.push(await sell(statuses.length % 2 === 0 ? before : after));
    })();
    await rotate().finally(() => over.abort());
    await selling;
    expect([...new Set(statuses)]).toEqual([201]);
    await seal();
    expect([first, (await keysOfSeals()).at(-1)]).toEqual([old.get('sealKeys')?.[0]?.split(':')[0], 'next']);
    expect(await findings()).toEqual([]);

    // The key of earlier seals stays; the others may go.
    give((_, next) => [next], ['piiKeys', 'jwtKeys', 'qrKeys']);
    expect([await sell(unused), await sell(after)]).toEqual([401, 201]);
    expect([await find(after), (await network.get(`/api/guests/${guest}`, after)).body.phone]).toEqual([guest, PHONE]);
    expect(await findings()).toEqual([]);
    give((_, next) => [next], ['sealKeys']);
    expect(await findings()).toContainEqual(
      expect.objectContaining({ check: 8, problem: `SEAL_KEYS has no key "${String(first)}"` }),
    );
  });
});
