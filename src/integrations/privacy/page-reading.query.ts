import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { nameIn, spokenIn } from '../../platform/language/spoken';
import { Database } from '../../platform/database/database';
import type { WholeLanguage } from '../../platform/language/language';
import type { PageReading } from './personal-data-page';
import { listCampaignNames, listPlainNames } from './page-names.sql';

/** Reads the facts about a network that the readable form of an export needs. */
@Injectable()
export class ReadPageReading {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
  ) {}

  async execute(networkId: string, language: WholeLanguage): Promise<PageReading> {
    const { profile, rewards } = await this.snapshots.current(networkId);
    const { currency, currencyDigits, timeZone, locale } = profile;
    const tx = this.database.readsOf(networkId);
    const [plain, campaigns] = await Promise.all([listPlainNames(tx, networkId), listCampaignNames(tx, networkId)]);
    const names = new Map<string, string>(plain.map((one) => [one.id, nameIn(one, language)]));
    const spoken = [...campaigns, ...[...rewards].map(([id, { document }]) => ({ id, name: document.name }))];
    for (const { id, name } of spoken) {
      const shown = spokenIn(name, language, locale);
      if (shown !== null) names.set(id, shown);
    }
    return { language, currency, currencyDigits, timeZone, names };
  }
}
