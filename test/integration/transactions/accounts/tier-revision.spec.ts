import { Snapshots } from '../../../../src/configuration';
import type { ProgramDocument } from '../../../../src/decision';
import { TierRevisionJob } from '../../../../src/transactions/accounts/tiers/tier-revision.job';
import { TillBatch } from '../../../../src/transactions/till/batch/till-batch';
import { LedgerVerification } from '../../../../src/transactions/books/verification/ledger-verification';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { needs, programOf, tierOf } from '../../../support/decision/programs';
import { TillNetwork } from '../../../support/till-network';

const BEFORE: ProgramDocument = programOf({
  tiers: [tierOf('BASE'), tierOf('SILVER', { needs: needs(100_000) }), tierOf('GOLD', { needs: needs(500_000) })],
});
/** GOLD is removed, SILVER asks for more. */
const AFTER: ProgramDocument = programOf({
  tiers: [tierOf('BASE'), tierOf('SILVER', { needs: needs(300_000) }), tierOf('PLATINUM', { needs: needs(400_000) })],
  tierKeep: { grace: { kind: 'DAYS', count: 10 }, down: 'DESERVED' },
});

describe('tiers when another version of the programme comes into force', () => {
  let test: TestApp;
  let network: TillNetwork;
  let manager: string;
  let job: TierRevisionJob;

  beforeAll(async () => {
    test = await applicationOfWorker();
    job = test.app.get(TierRevisionJob);
  });
  beforeEach(async () => {
    network = await TillNetwork.create(test, { document: BEFORE });
    manager = await network.tokenOf('manager');
    await reviseAll();
  });
  afterAll(() => test.close());

  async function reviseAll(): Promise<void> {
    while ((await job.doNext(network.id, { maxGuests: 2 })) !== 'idle');
  }

  /** Guests who have paid these amounts, in the order of their ids. */
  async function guestsWith(...amounts: number[]): Promise<string[]> {
    const guests: string[] = [];
    for (const amount of amounts) {
      const guest = await network.guest();
      guests.push(guest);
      const sold = await network.post(`/api/guests/${guest}/transaction`, manager, network.sale(amount));
      expect(sold.status).toBe(201);
    }
    return guests.sort();
  }

  /** Puts another version in force, a moment ago. */
  async function putInForce(document: ProgramDocument): Promise<void> {
    const draft = await network.post('/api/programs', manager, { document });
    expect(draft.status).toBe(201);
    const rulesVersion = await network.database.inNetwork(network.id, async (tx) => {
      // A published version takes effect after five seconds, in which the test records no sale.
      await tx.query(
        `UPDATE program_versions SET status = 'PUBLISHED', published_at = now(), effective_from = now()
          WHERE network_id = $1 AND version = $2`,
        [network.id, draft.body.version],
      );
      const { rules } = await tx.one<{ rules: number }>(
        'UPDATE networks SET rules_version = rules_version + 1 WHERE id = $1 RETURNING rules_version AS rules',
        [network.id],
      );
      return rules;
    });
    await test.app.get(Snapshots).atLeast(network.id, rulesVersion);
  }

  const tierOfGuest = async (guest: string) => (await network.get(`/api/guests/${guest}/tier`, manager)).body;
  const revisions = () =>
    network.database.inNetwork(network.id, (tx) =>
      tx.query<{ guest_id: string }>(
        `SELECT guest_id FROM transactions WHERE network_id = $1 AND type = 'TIER' ORDER BY guest_id, guest_version`,
        [network.id],
      ),
    );
  const verified = async () => (await test.app.get(LedgerVerification).verify(network.id)).findings.list();

  it('a tier that is gone becomes the one deserved; one that is short is kept for its grace; all others get no row', async () => {
    const spent = new Map<string, number>();
    for (const amount of [600_000, 150_000, 1_000, 350_000])
      for (const id of await guestsWith(amount)) spent.set(id, amount);
    await putInForce(AFTER);
    await reviseAll();
    for (const [guest, amount] of spent) {
      const tier = await tierOfGuest(guest);
      const changes = (await network.get(`/api/guests/${guest}/tiers`, manager)).body.items as unknown[];
      if (amount === 600_000) {
        expect(tier).toMatchObject({ code: 'PLATINUM' });
        expect(changes[0]).toMatchObject({ from: 'GOLD', to: 'PLATINUM', cause: 'PROGRAM' });
      } else if (amount === 150_000) {
        expect(tier).toMatchObject({ code: 'SILVER', keptUntil: expect.any(String) as string });
        expect(changes[0]).toMatchObject({ from: 'SILVER', to: 'SILVER', cause: 'PROGRAM' });
      } else {
        expect(tier).toMatchObject({ code: amount === 350_000 ? 'SILVER' : 'BASE', keptUntil: null });
      }
    }
    expect(await revisions()).toHaveLength(2);
    expect(await verified()).toEqual([]);
  });

  it('goes on where it was killed, and a second pass changes nothing', async () => {
    const guests = await guestsWith(150_000, 150_000, 150_000, 150_000, 150_000);
    await putInForce(AFTER);
    expect(await job.doNext(network.id, { maxGuests: 2 })).toBe('more');
    expect(await revisions()).toEqual(guests.slice(0, 2).map((guest_id) => ({ guest_id })));
    const killed = jest.spyOn(test.app.get(TillBatch), 'decideGroups').mockRejectedValueOnce(new Error('killed'));
    await expect(job.doNext(network.id, { maxGuests: 2 })).rejects.toThrow('killed');
    killed.mockRestore();
    expect(await revisions()).toHaveLength(2);
    // Two processes at once: one waits for the other.
    await Promise.all([job.doNext(network.id, { maxGuests: 2 }), job.doNext(network.id, { maxGuests: 2 })]);
    await reviseAll();
    expect(await revisions()).toEqual(guests.map((guest_id) => ({ guest_id })));
    await network.database.inNetwork(network.id, (tx) =>
      tx.query('UPDATE tier_revision_passes SET is_done = false, after_guest = $2 WHERE network_id = $1', [
        network.id,
        '00000000-0000-0000-0000-000000000000',
      ]),
    );
    await reviseAll();
    expect(await revisions()).toHaveLength(5);
    expect(await verified()).toEqual([]);
  });

  /** Runs the pass while another transaction has this guest locked. */
  const passBeside = (guestId: string | undefined): Promise<void> =>
    network.database.inNetwork(network.id, async (tx) => {
      await tx.query('SELECT 1 FROM guest_states WHERE network_id = $1 AND guest_id = $2 FOR UPDATE', [
        network.id,
        guestId,
      ]);
      expect(await job.doNext(network.id, { maxGuests: 200 })).toBe('more');
      expect(await job.doNext(network.id, { maxGuests: 200 })).toBe('done');
    });

  it('passes nobody over whom somebody else is at, and waits for nobody', async () => {
    const guests = await guestsWith(150_000, 150_000, 150_000);
    await putInForce(AFTER);
    await passBeside(guests[1]);
    expect(await revisions()).toEqual([{ guest_id: guests[0] }]);
    await reviseAll();
    expect(await revisions()).toHaveLength(3);
  });

  it('locks nobody who is only looked at, and goes no further than whom somebody else is at', async () => {
    const guests = await guestsWith(1_000, 2_000, 3_000);
    await putInForce(AFTER);
    await passBeside(guests[1]);
    await reviseAll();
    expect(await revisions()).toEqual([]);
    // A lock stays in the row until the row is written again.
    const locked = await network.database.inNetwork(network.id, (tx) =>
      tx.query(
        `SELECT guest_id FROM guest_states WHERE network_id = $1 AND xmax <> '0'::xid AND xmax <> xmin ORDER BY guest_id`,
        [network.id],
      ),
    );
    expect(locked).toEqual([{ guest_id: guests[1] }]);
  });
});
