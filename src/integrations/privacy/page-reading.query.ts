import { Injectable } from '@nestjs/common';
import { Snapshots } from '../../configuration';
import { nameIn, spokenIn, type NamedThing } from '../../platform/language/spoken';
import { Database } from '../../platform/database/database';
import type { WholeLanguage } from '../../platform/language/language';
import type { PageReading } from './personal-data-page';

/** A limit above the number of names of one kind that a network has. */
const MOST_NAMES = 10_000;

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
    const [plain, campaigns] = await Promise.all([
      tx.query<{ id: string } & NamedThing>`
        (SELECT id, name, names FROM restaurants WHERE network_id = ${networkId} LIMIT ${MOST_NAMES})
         UNION ALL (SELECT id, name, names FROM segments WHERE network_id = ${networkId} LIMIT ${MOST_NAMES})`,
      tx.query<{ id: string; name: Partial<Record<'ru' | 'en', string>> }>`
        SELECT DISTINCT ON (campaign_id) campaign_id AS id, document->'name' AS name
         FROM campaign_versions WHERE network_id = ${networkId} ORDER BY campaign_id, version DESC LIMIT ${MOST_NAMES}`,
    ]);
    const names = new Map<string, string>(plain.map((one) => [one.id, nameIn(one, language)]));
    const spoken = [...campaigns, ...[...rewards].map(([id, { document }]) => ({ id, name: document.name }))];
    for (const { id, name } of spoken) {
      const shown = spokenIn(name, language, locale);
      if (shown !== null) names.set(id, shown);
    }
    return { language, currency, currencyDigits, timeZone, names };
  }
}
