import { Injectable } from '@nestjs/common';
import { Networks, type NetworkProfile } from '../../../configuration';

type Locale = Pick<NetworkProfile, 'locale'>;

/** Until this process has read the network, cashiers read Russian. */
const UNKNOWN: Locale = { locale: 'ru' };

/** The language of a network's tills, known without a query, so also while the database is away. */
@Injectable()
export class TillLanguage {
  private readonly last = new Map<string, Locale>();

  constructor(private readonly networks: Networks) {}

  of(networkId: string): Locale {
    const profile = this.networks.cachedProfile(networkId);
    if (profile === undefined) return this.last.get(networkId) ?? UNKNOWN;
    if (this.last.get(networkId)?.locale !== profile.locale) this.last.set(networkId, { locale: profile.locale });
    return { locale: profile.locale };
  }
}
