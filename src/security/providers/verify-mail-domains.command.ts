import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { TxtRecords } from '../../platform/http/outgoing/txt-records';
import { Audit, type Author } from '../audit/audit';
import { NO_ORIGIN } from '../principal/authenticated-request';
import { UseCase } from '../principal/request-context';
import { isPublicMail, mailRecordOf } from './mail-domains.rules';
import type { ProviderAnswer } from './provider.dto';
import { Providers } from './providers';
import * as rows from './providers.sql';

/** Looks in DNS which of the mail domains, by which people are led to the sign-in of a network, are the network's. */
export class VerifyMailDomains extends UseCase<ProviderAnswer> {}

@CommandHandler(VerifyMailDomains)
export class VerifyMailDomainsHandler implements ICommandHandler<VerifyMailDomains> {
  constructor(
    private readonly database: Database,
    private readonly records: TxtRecords,
    private readonly providers: Providers,
    private readonly audit: Audit,
  ) {}

  /**
   * Looks for the record of each domain that the network has entered and not proven. Several networks of a company may have
   * proven one; those whose record is gone lose it when another one proves it, because a domain changes hands.
   */
  async execute({ context: { networkId, author } }: VerifyMailDomains): Promise<ProviderAnswer> {
    const { domainProofs } = await this.database.inNetwork(networkId, (tx) => this.providers.get(tx, networkId));
    const open = domainProofs.filter(({ isProven, domain }) => !isProven && !isPublicMail(domain));
    const shown = await Promise.all(open.map(async (one) => ({ ...one, isShown: await this.records.has(one.record) })));
    const proven = shown.filter(({ isShown }) => isShown).map(({ domain }) => domain);
    for (const domain of proven) await this.takeFromOthers(networkId, domain);
    return this.database.inNetwork(networkId, async (tx) => {
      const added = await rows.addProvenDomains(tx, networkId, proven);
      if (added) {
        const after = { domains: proven };
        await this.audit.appendChange(tx, networkId, author, 'identity_provider.domains_proven', networkId, { after });
      }
      return this.providers.get(tx, networkId);
    });
  }

  private async takeFromOthers(networkId: string, domain: string): Promise<void> {
    const holders = await this.database.asPlatform((tx) =>
      tx.prisma.identityProvider.findMany({
        where: { provenDomains: { has: domain } },
        select: { networkId: true, domainToken: true },
        orderBy: { networkId: 'asc' },
      }),
    );
    const system: Author = { actor: 'system', origin: NO_ORIGIN };
    for (const { networkId: holder, domainToken: token } of holders) {
      if (holder === networkId || (await this.records.has(mailRecordOf(domain, token)))) continue;
      await this.database.inNetwork(holder, async (tx) => {
        await rows.removeProvenDomain(tx, holder, domain);
        const before = { domain };
        await this.audit.appendChange(tx, holder, system, 'identity_provider.domain_lost', holder, { before });
      });
    }
  }
}
