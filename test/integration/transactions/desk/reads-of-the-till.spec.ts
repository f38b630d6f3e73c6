import { findGuestBy } from '../../../../src/identity/profiles/guest.sql';
import { newest } from '../../../../src/platform/http/list-query';
import { readLoyaltyActivity } from '../../../../src/transactions/accounts/tiers/tier-changes.sql';
import { newId } from '../../../../src/platform/ids/ids';
import { findJournalRows } from '../../../../src/transactions/ledger/journal/journal-row';
import { listApprovals } from '../../../../src/transactions/till/approvals/approvals.sql';
import { findGuestByName } from '../../../../src/transactions/till/balances/guest-by-name.sql';
import {
  listOpenRedemptions,
  listRedemptionsOfGuest,
} from '../../../../src/transactions/till/spending/rewards/redemption.sql';
import type { Statements } from '../../../../src/platform/database/database';
import { applicationOfWorker, type TestApp } from '../../../support/app';
import { TillNetwork } from '../../../support/till-network';
import { listTierChanges } from '../../../../src/transactions/accounts/tiers/guest-tiers';
import { shiftWithId, listShiftRows, listShiftTotals } from '../../../../src/transactions/desk/shifts/shift-reports';
import { listRequests } from '../../../../src/transactions/desk/approvals/approvals.query';

const ANY_TIME = newest(10);

describe('the reads of a till', () => {
  let test: TestApp;

  beforeAll(async () => {
    test = await applicationOfWorker();
  });
  afterAll(() => test.close());

  /** A network with a sale in a shift, and a manual credit that waits for a manager. */
  async function openTill() {
    const network = await TillNetwork.create(test, { settings: { limits: { managerManualPerDay: 10 } } });
    const manager = await network.tokenOf('manager');
    const cashier = await network.tokenOf('cashier');
    const guest = await network.guest();
    const { body: sale } = await network
      .post(`/api/guests/${guest}/transaction`, cashier, network.sale(20_000_000, { receiptNumber: 'R-1' }))
      .expect(201);
    await network
      .post(`/api/guests/${guest}/transaction`, manager, {
        type: 'MANUAL',
        direction: 'CREDIT',
        points: 5_000,
        reasonCode: 'GOODWILL',
      })
      .expect(202);
    const { body: shift } = await network
      .get(`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, cashier)
      .expect(200);
    return {
      network,
      manager,
      cashier,
      guest,
      saleId: (sale as { id: string }).id,
      shiftId: (shift as { id: string }).id,
    };
  }

  it('share the pipelines of their process, and open no transaction of their own', async () => {
    const { network, manager, cashier, guest, saleId, shiftId } = await openTill();
    const paths: [string, string][] = [
      [`/api/shifts/current?pointOfSaleId=${network.pointOfSaleId}`, cashier],
      [`/api/shifts?pointOfSaleId=${network.pointOfSaleId}`, cashier],
      [`/api/shifts/${shiftId}`, cashier],
      ['/api/approvals/count', manager],
      ['/api/approvals', manager],
      [`/api/guests/${guest}`, cashier],
      [`/api/guests/${guest}/tier`, cashier],
      [`/api/guests/${guest}/tiers`, cashier],
      [`/api/guests/${guest}/redemptions`, cashier],
      ['/api/redemptions', cashier],
      [`/api/receipts/${saleId}/parts`, cashier],
      [`/api/loyalty/customer/${guest}`, manager],
      [`/api/loyalty/customer/${guest}/tier-price?amount=100`, manager],
    ];
    // The person of a token is cached after its first call.
    await Promise.all([manager, cashier].map((token) => network.get('/api/tiers', token).expect(200)));
    const opened = jest.spyOn(network.database, 'inNetwork');
    try {
      for (const [path, token] of paths) {
        const before = opened.mock.calls.length;
        const { status } = await network.get(path, token);
        expect([path, status, opened.mock.calls.length - before]).toEqual([path, 200, 0]);
      }
    } finally {
      opened.mockRestore();
    }
  });

  it('answer each guest of each network with its own points, when one statement carries them all', async () => {
    const points = async () => {
      const network = await TillNetwork.create(test);
      const cashier = await network.tokenOf('cashier');
      const guests = await Promise.all(Array.from({ length: 4 }, () => network.guest()));
      for (const [i, guest] of guests.entries())
        await network.post(`/api/guests/${guest}/transaction`, cashier, network.sale(1_000_000 * (i + 1))).expect(201);
      return { network, cashier, guests };
    };
    const tills = [await points(), await points(), await points()];
    const asked = tills.flatMap(({ network, cashier, guests }) =>
      [...guests, newId()].map((guest) => ({
        balance: () => network.get(`/api/guests/${guest}/balance`, cashier),
        quote: () =>
          network.post(`/api/guests/${guest}/quote`, cashier, {
            pointOfSaleId: network.pointOfSaleId,
            amount: 100_000,
          }),
        lookUp: async () => {
          const reads = network.database.readsOf(network.id);
          const found = await findGuestByName(reads, network.id, { card: guest }, { needLots: false, ends: 10 });
          return found === undefined ? null : [found.id === guest, found.available, found.lots?.length];
        },
      })),
    );
    const read = async (calls: (typeof asked)[number]) => {
      const [lookUp, ...answers] = await Promise.all([calls.lookUp(), calls.balance(), calls.quote()]);
      const shown = answers.map(({ status, body }: { status: number; body: Record<string, unknown> }) => [
        status,
        body.balance ?? body.available ?? body.code,
        body.redeemable,
      ]);
      return [lookUp, ...shown];
    };
    const alone = [];
    for (const calls of asked) alone.push(await read(calls));
    expect(await Promise.all([...asked, ...asked].map(read))).toEqual([...alone, ...alone]);
    expect(new Set(alone.map((answers) => JSON.stringify(answers))).size).toBe(5);
  });

  it('record the reading of a guest in the audit before they answer', async () => {
    const { network, cashier, guest } = await openTill();
    await network.get(`/api/guests/${guest}`, cashier).expect(200);
    const entries = await network.database.inNetwork(network.id, (tx) =>
      tx.query(`SELECT 1 FROM audit_log WHERE network_id = $1 AND action = 'guest.read' AND subject_id = $2`, [
        network.id,
        guest,
      ]),
    );
    expect(entries).toHaveLength(1);
  });

  it('see nothing of a network under the id of another', async () => {
    const { network, guest, saleId, shiftId } = await openTill();
    const other = await TillNetwork.create(test);
    const [waiting] = await listRequests(network.database.readsOf(network.id), network.id, 'WAITING', ANY_TIME);
    const reads: Record<string, (tx: Statements) => Promise<readonly unknown[]>> = {
      listShiftRows: (tx) => listShiftRows(tx, network.id, shiftWithId(shiftId), null, 10),
      listShiftTotals: (tx) => listShiftTotals(tx, network.id, shiftWithId(shiftId)),
      listRequests: (tx) => listRequests(tx, network.id, 'WAITING', ANY_TIME),
      listApprovals: (tx) => listApprovals(tx, network.id, [waiting?.id ?? '']),
      findJournalRows: (tx) => findJournalRows(tx, network.id, [saleId]),
      readLoyaltyActivity: async (tx) =>
        Object.values(await readLoyaltyActivity(tx, network.id, guest)).filter((at) => at !== null),
      findGuestBy: async (tx) => [await findGuestBy(tx, network.id, 'id', guest)].filter((row) => row !== undefined),
    };
    for (const [name, read] of Object.entries(reads)) {
      expect([name, (await read(network.database.readsOf(network.id))).length > 0]).toEqual([name, true]);
      expect([name, await read(network.database.readsOf(other.id))]).toEqual([name, []]);
    }
    const elsewhere = other.database.readsOf(other.id);
    expect(await listTierChanges(elsewhere, network.id, guest, null, 10)).toEqual([]);
    expect(await listOpenRedemptions(elsewhere, network.id, ANY_TIME)).toEqual([]);
    expect(await listRedemptionsOfGuest(elsewhere, network.id, guest, false, ANY_TIME)).toEqual([]);
  });
});
