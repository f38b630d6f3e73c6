import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../platform/database/database';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../principal/request-context';
import type { ChangeRequestAnswer } from '../second-person/change-request.dto';
import { ChangeRequests } from '../second-person/change-requests';
import type * as dto from './provider.dto';
import { ProviderClient } from './provider-client';
import { Providers } from './providers';
import { TxtRecords } from '../../platform/http/outgoing/txt-records';
import { Audit, type Author } from '../audit/audit';
import { NO_ORIGIN } from '../principal/authenticated-request';
import { isPublicMail, mailRecordOf } from './mail-domains.rules';
import type { ProviderAnswer } from './provider.dto';
import { Handles } from '../../platform/http/handlers-of';

type ProviderOrRequest = dto.ProviderAnswer | ChangeRequestAnswer;

/**
 * Sets the network's provider. While it is off, one manager may set and test it. To turn it on, or to change it while it is on, needs a second
 * person's approval (202), because it decides who signs in.
 */
export class PutProvider extends UseCase<ProviderOrRequest, { body: dto.PutProviderBody }> {}

/** Stores the client secret, which is never shown again. */
export class SetProviderSecret extends UseCase<void, { secret: string }> {}

/** Checks by DNS which of the network's mail domains, by which people find its sign-in, belong to it. */
export class VerifyMailDomains extends UseCase<ProviderAnswer> {}

/** Tests the stored provider and tells what is wrong. Changes nothing, and no person signs in. */
export class TestProvider extends UseCase<dto.ProviderTestAnswer> {}

@Injectable()
export class ProvidersHandlers {
  constructor(
    private readonly database: Database,
    private readonly providers: Providers,
    private readonly requests: ChangeRequests,
    private readonly records: TxtRecords,
    private readonly audit: Audit,
    private readonly client: ProviderClient,
  ) {}

  /** @throws ProblemError `not_found`, `provider_incomplete` */
  @Handles(PutProvider)
  putProvider({ context, input: { body } }: PutProvider): Promise<ProviderOrRequest> {
    const { networkId, author, call } = context;
    return this.database.inNetwork<ProviderOrRequest>(networkId, async (tx) => {
      if (!body.enabled) return this.providers.put(tx, networkId, body, author);
      await this.providers.check(tx, networkId, body);
      call.answered(202);
      return this.requests.ask(tx, context, { kind: 'SIGN_IN_PROVIDER', subjectId: networkId, change: body });
    });
  }

  /** @throws ProblemError `provider_incomplete` before an issuer was entered */
  @Handles(SetProviderSecret)
  setProviderSecret({ context: { networkId, author }, input: { secret } }: SetProviderSecret): Promise<void> {
    return this.database.inNetwork(networkId, (tx) => this.providers.setSecret(tx, networkId, secret, author));
  }

  /**
   * Looks for the TXT record of each unproven domain of the network. Several networks of one company may prove the same domain. When another
   * network proves it, networks whose record is gone lose it, because a domain may change its owner.
   */
  @Handles(VerifyMailDomains)
  async verifyMailDomains({ context: { networkId, author } }: VerifyMailDomains): Promise<ProviderAnswer> {
    const { domainProofs } = await this.database.inNetwork(networkId, (tx) => this.providers.get(tx, networkId));
    const open = domainProofs.filter(({ isProven, domain }) => !isProven && !isPublicMail(domain));
    const shown = await Promise.all(open.map(async (one) => ({ ...one, isShown: await this.records.has(one.record) })));
    const proven = shown.filter(({ isShown }) => isShown).map(({ domain }) => domain);
    for (const domain of proven) await this.takeFromOthers(networkId, domain);
    return this.database.inNetwork(networkId, async (tx) => {
      const added = await addProvenDomains(tx, networkId, proven);
      if (added) {
        const after = { domains: proven };
        await this.audit.appendChange(tx, networkId, author, 'identity_provider.domains_proven', networkId, { after });
      }
      return this.providers.get(tx, networkId);
    });
  }

  /** @throws ProblemError `provider_incomplete` without an issuer or a secret */
  @Handles(TestProvider)
  async testProvider({ context: { networkId } }: TestProvider): Promise<dto.ProviderTestAnswer> {
    const provider = await this.database.inNetwork(networkId, (tx) => this.providers.access(tx, networkId));
    if (provider === null) throw new ProblemError('provider_incomplete', { missing: 'secret' });
    const steps = await this.client.test(provider);
    return { works: steps.every(({ failure }) => failure === null), steps };
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
        await tx.query`
          UPDATE identity_providers SET proven_domains = array_remove(proven_domains, ${domain}) WHERE network_id = ${holder}`;
        const before = { domain };
        await this.audit.appendChange(tx, holder, system, 'identity_provider.domain_lost', holder, { before });
      });
    }
  }
}

/** False where none of these domains is new. One that was taken from the list meanwhile is left out. */
async function addProvenDomains(tx: Tx, networkId: string, domains: readonly string[]): Promise<boolean> {
  const row = await tx.maybe<{ networkId: string }>`UPDATE identity_providers SET proven_domains = ARRAY(
        SELECT d FROM unnest(domains) d WHERE d = ANY(proven_domains) OR d = ANY(${domains}))
      WHERE network_id = ${networkId} AND domains && ${domains} AND NOT proven_domains @> ${domains} RETURNING network_id`;
  return row !== undefined;
}
