import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Pool } from 'pg';
import type { NetworkReading, ReadArchive, ReadingRequest } from '../../../src/integrations/archive/network-reading';
import type { Finding } from '../../../src/transactions/books/verification/finding';
import type { TestApp } from '../app';
import { createDatabase, superuserPool } from '../database';

/** Another installation with an empty database and its own keys. Settings are read again, so modules imported after it belong to it. */
export class SecondInstallation {
  private constructor(
    readonly test: TestApp,
    readonly rows: Pool,
    private readonly ownerUrl: string,
    private readonly drop: () => Promise<void>,
  ) {}

  /**
   * @param folder of the test, in which its seals stand
   * @param keys those of the installation before, of which this one is another cell then
   */
  static async open(folder: string, keys: 'own' | 'same' = 'own'): Promise<SecondInstallation> {
    const { connections, drop } = await createDatabase();
    Object.assign(
      process.env,
      connections,
      { SEAL_DIR: path.join(folder, 'seals-target') },
      keys === 'own' && { PII_KEYS: newKey(), INDEX_KEY: newKey(), SEAL_KEYS: newKey(), QR_KEYS: newKey() },
    );
    jest.resetModules();
    const test = await (await import('../app.js')).startApp();
    return new SecondInstallation(test, superuserPool(connections), connections.DATABASE_OWNER_URL, drop);
  }

  async read(request: Omit<ReadingRequest, 'url' | 'dryRun'> & { readonly dryRun?: boolean }): Promise<ReadArchive> {
    const { NetworkReading: Reading } = await import('../../../src/integrations/archive/network-reading.js');
    const reading: NetworkReading = this.test.app.get(Reading);
    return reading.read({ dryRun: false, url: this.ownerUrl, ...request });
  }

  /** Deletes the rows of a network, and answers how many. */
  async forget(networkId: string): Promise<number> {
    const { NetworkForgetting } = await import('../../../src/integrations/archive/network-forgetting.js');
    return this.test.app.get(NetworkForgetting).forget(networkId, this.ownerUrl);
  }

  /** Findings of `verify-ledger`. */
  async findingsOf(networkId: string): Promise<readonly Finding[]> {
    const { LedgerVerification } = await import('../../../src/transactions/books/verification/ledger-verification.js');
    return (await this.test.app.get(LedgerVerification).verify(networkId)).findings.list();
  }

  async close(): Promise<void> {
    await this.test.close();
    await this.rows.end();
    await this.drop();
  }
}

function newKey(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}
