import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { settings } from '../../../platform/settings/settings';
import { sealKeys } from '../../../security';
import { PublishedHeads } from '../seals/published-heads';
import { SealKeys } from '../seals/seal-keys';
import { VerifiedSeals } from './verified-seals';
import { type Verification, type VerificationTools, verifyLedger } from './verify-ledger';

/** Checks the ledgers of the installation, for the command and the tests. */
@Injectable()
export class LedgerVerification {
  private readonly tools: VerificationTools;

  constructor(
    private readonly database: Database,
    snapshots: Snapshots,
  ) {
    const keys = new SealKeys(sealKeys);
    this.tools = {
      database,
      snapshots,
      keys,
      heads: new PublishedHeads(settings.sealDirectory),
      verified: new VerifiedSeals(settings.sealDirectory, keys),
    };
  }

  /** Checks everything, or only what came after the seal up to which the ledger was right before. */
  verify(networkId: string, options: { readonly sinceSeal?: boolean } = {}): Promise<Verification> {
    return verifyLedger(this.tools, networkId, options);
  }

  /** All networks, even closed ones, sorted by code. */
  listNetworks(): Promise<{ id: string; code: string }[]> {
    return this.database.asPlatform(
      (tx) => tx.query<{ id: string; code: string }>`SELECT id, code FROM networks ORDER BY code`,
    );
  }
}
