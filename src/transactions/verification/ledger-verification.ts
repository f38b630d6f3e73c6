import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/http/problem';
import { settings } from '../../platform/settings/settings';
import { sealKeys } from '../../security';
import { SealKeys } from '../seals/seal-keys';
import { SealWitness } from '../seals/witness';
import { type Verification, type VerificationTools, verifyLedger } from './verify-ledger';

/** Checks the ledgers of the installation, as the command and the tests ask for it. */
@Injectable()
export class LedgerVerification {
  private readonly tools: VerificationTools;

  constructor(
    private readonly database: Database,
    snapshots: Snapshots,
  ) {
    this.tools = {
      database,
      snapshots,
      keys: new SealKeys(sealKeys()),
      witness: new SealWitness(settings.sealDirectory),
    };
  }

  verify(networkId: string): Promise<Verification> {
    return verifyLedger(this.tools, networkId);
  }

  /** Networks by their code, closed ones too; with a code that one alone. Throws `not_found` for an unknown code. */
  async listNetworks(code: string | undefined): Promise<{ id: string; code: string }[]> {
    const networks = await this.database.asPlatform((tx) =>
      tx.query<{ id: string; code: string }>(
        'SELECT id, code FROM networks WHERE $1::text IS NULL OR code = $1 ORDER BY code',
        [code ?? null],
      ),
    );
    if (code !== undefined && networks.length === 0) throw new ProblemError('not_found');
    return networks;
  }
}
