/** @modules own */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keyPair } from '../../../support/archive/archive-files';
import { SecondInstallation } from '../../../support/archive/second-installation';
import type { TillNetwork } from '../../../support/till-network';
import { LedgerBench } from '../../support/ledger-bench';

/** The second archive ended with "duplicate key value violates unique constraint users_pkey": each had the row of the owner. */
describe('Two networks of one owner', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'loyalty-chain-'));
  const receiver = keyPair();
  const networks: TillNetwork[] = [];
  let bench: LedgerBench;
  let ownerId: string;
  let there: SecondInstallation;
  let home: {
    read: (file: string, signedBy: string) => Promise<unknown>;
    forget: (id: string) => Promise<number>;
    findingsOf: (id: string) => Promise<readonly unknown[]>;
  };
  const made: { file: string; signedBy: string }[] = [];

  beforeAll(async () => {
    process.env.SEAL_DIR = path.join(folder, 'seals-source');
    bench = await LedgerBench.open();
    for (let n = 0; n < 2; n += 1) networks.push(await bench.makeNetwork());
    const { app } = networks[0]!.test;
    const { addOwner, tokenOfUser } = await import('../../support/people-fixture.js');
    ownerId = (await addOwner(app)).id;
    const owner = await tokenOfUser(app, ownerId);
    for (const network of networks) await sellAsOwner(network, owner);
    const { NetworkArchive } = await import('../../../../src/integrations/archive/network-archive.js');
    const { NetworkReading } = await import('../../../../src/integrations/archive/network-reading.js');
    const { NetworkForgetting } = await import('../../../../src/integrations/archive/network-forgetting.js');
    const ownerUrl = process.env.DATABASE_OWNER_URL ?? '';
    for (const { id: networkId } of networks) {
      const out = path.join(folder, `${networkId}.tar`);
      const { signedBy } = await app
        .get(NetworkArchive)
        .write({ networkId, out, receiver: receiver.publicKey, url: backupUrl() });
      made.push({ file: out, signedBy });
    }
    home = {
      read: (file, signedBy) =>
        app.get(NetworkReading).read({ file, signedBy, key: receiver.privateKey, url: ownerUrl, dryRun: false }),
      forget: (id) => app.get(NetworkForgetting).forget(id, ownerUrl),
      findingsOf: async (id) => (await bench.verification.verify(id)).findings.list(),
    };
    there = await SecondInstallation.open(folder);
  });
  afterAll(async () => {
    await (there as SecondInstallation | undefined)?.close();
    await bench.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The address of the database that the settings name now. */
  function backupUrl(): string {
    const url = new URL(process.env.DATABASE_BACKUP_URL ?? '');
    url.pathname = new URL(process.env.DATABASE_URL ?? '').pathname;
    return url.href;
  }

  /** A sale whose actor is the owner of the installation. */
  async function sellAsOwner(network: TillNetwork, owner: string): Promise<void> {
    await network.post(`/api/networks/${network.id}/act-for`, owner, { reason: 'help with the tills' }).expect(201);
    const guest = await network.guest();
    await network
      .post(`/api/guests/${guest}/transaction`, owner, network.sale(100_000))
      .set('X-Act-For-Network', network.id)
      .expect(201);
  }

  it('both come into another installation, whose ledger is right and which has no owner by them', async () => {
    const before = await there.rows.query(`SELECT id FROM users WHERE network_id IS NULL`);
    for (const { file, signedBy } of made) await there.read({ file, signedBy, key: receiver.privateKey });
    for (const { id } of networks) expect(await there.findingsOf(id)).toEqual([]);
    expect((await there.rows.query(`SELECT id FROM users WHERE network_id IS NULL`)).rows).toEqual(before.rows);
    expect((await there.rows.query('SELECT 1 FROM users WHERE id = $1', [ownerId])).rowCount).toBe(0);
  });

  it('both come back where their owner still is, who stays an owner and signs in as before', async () => {
    const { NetworkArchive } = await import('../../../../src/integrations/archive/network-archive.js');
    const userOf = async () =>
      (await bench.superuser.query<{ row: string }>('SELECT u::text AS row FROM users u WHERE id = $1', [ownerId]))
        .rows;
    const before = await userOf();
    for (const { id } of networks) {
      const out = path.join(folder, `${id}-back.tar`);
      const archives = there.test.app.get(NetworkArchive);
      const request = { networkId: id, out, receiver: receiver.publicKey, url: backupUrl() };
      // The folder of a killed run: its process id is above Linux's limit, so no process has it.
      const left = `${out}.partial-4194305-a`;
      mkdirSync(left);
      const { signedBy } = await archives.write(request);
      expect(existsSync(left)).toBe(false);
      await bench.superuser.query('UPDATE networks SET moving_since = now() WHERE id = $1', [id]);
      expect(await home.forget(id)).toBeGreaterThan(0);
      await home.read(out, signedBy);
      expect(await home.findingsOf(id)).toEqual([]);
    }
    expect(await userOf()).toEqual(before);
  });
});
