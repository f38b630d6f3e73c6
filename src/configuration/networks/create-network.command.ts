import { Injectable } from '@nestjs/common';
import type { NewReward } from '../catalog/preset-rewards';
import { Catalog } from '../catalog/catalog';
import type { ProgramDocument } from '../../decision';
import { Database } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { newId } from '../../platform/ids/ids';
import { Audit, type Author } from '../../security';
import { ProgramEditor } from '../programs/program-editor';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { findCurrencyDigits } from '../network-profile/currency.rules';
import { type NetworkProfile, profileOf } from '../network-profile/network-profile';
import type { NetworkSettingsChange } from '../network-profile/network-settings.rules';
import { insertNetwork } from '../network-profile/network.sql';

export interface NewNetwork {
  /** Made when left out; the demo gives its own. */
  readonly id?: string;
  /** Lower case, digits and dashes: how topics and files name the network. */
  readonly code: string;
  readonly name: string;
  /** ISO 4217. */
  readonly currency: string;
  /** IANA name. */
  readonly timeZone: string;
  readonly locale: 'ru' | 'en';
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly settings?: NetworkSettingsChange | undefined;
  /** The first program, published with the network; `effectiveFrom` left out: from the beginning of time. */
  readonly program?: { readonly document: ProgramDocument; readonly effectiveFrom?: Date };
  /** What its catalogue begins with; left out: nothing. */
  readonly rewards?: readonly NewReward[];
}

/**
 * Makes a network and its first program. The network is the platform's row and the program the network's own, so
 * they are two transactions: after a failure between them the network is there without a program, and takes one like
 * any other that has none.
 */
@Injectable()
export class CreateNetwork {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly changes: ConfigurationChanges,
    private readonly editor: ProgramEditor,
    private readonly catalog: Catalog,
  ) {}

  /** Throws `code_taken`; `invalid_body` for a currency that is none. */
  async execute(network: NewNetwork, author: Author): Promise<NetworkProfile> {
    const { currency } = network;
    const currencyDigits = findCurrencyDigits(currency);
    if (currencyDigits === undefined) {
      throw new ProblemError('invalid_body', {}, [{ path: 'currency', code: 'not_valid', message: '' }]);
    }
    const id = network.id ?? newId();
    const row = await this.database.asPlatform(async (tx) => {
      const inserted = await insertNetwork(tx, { ...network, id, currencyDigits, settings: network.settings ?? {} });
      if (inserted === undefined) throw new ProblemError('code_taken');
      await this.audit.appendToPlatform(tx, {
        ...author,
        action: 'network.created',
        subjectKind: 'network',
        subjectId: id,
        after: { code: network.code, currency },
      });
      return inserted;
    });
    const { program } = network;
    if (program === undefined) return profileOf(row);
    await this.changes.apply(id, async (tx) => {
      const draft = await this.editor.createDraft(tx, id, program.document, author);
      await this.editor.publish(tx, id, draft.version, { effectiveFrom: program.effectiveFrom }, author);
      await this.catalog.seed(tx, id, network.rewards ?? [], author);
    });
    return { ...profileOf(row), rulesVersion: row.rules_version + 1 };
  }
}
