import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { ProblemError } from '../../platform/problems/problem';
import { UseCase } from '../../security';
import { Networks } from '../networks/networks';
import type { DomainAnswer } from './domain.dto';
import { Domains } from './domains';
import { Handles } from '../../platform/http/handlers-of';

/** Enters the own domain of a network; null takes it away. */
export class SetDomain extends UseCase<DomainAnswer, { readonly domain: string | null }> {}

/** Asks the own domain of a network whether it is the network's. */
export class VerifyDomain extends UseCase<DomainAnswer> {}

@Injectable()
export class DomainsHandlers {
  constructor(
    private readonly networks: Networks,
    private readonly keyed: KeyedCalls,
    private readonly domains: Domains,
  ) {}

  /** @throws ProblemError `forbidden` in a sandbox */
  @Handles(SetDomain)
  async setDomain({ context: { networkId, call, author }, input: { domain } }: SetDomain): Promise<DomainAnswer> {
    // A sandbox would take the domain from the network itself.
    const { sandboxOf } = await this.networks.getProfile(networkId);
    if (domain !== null && sandboxOf !== null) throw new ProblemError('forbidden');
    const before = await this.domains.get(networkId);
    const answer = await this.keyed.run(networkId, call, 200, (tx) =>
      domain === null ? this.domains.remove(tx, networkId, author) : this.domains.set(tx, networkId, domain, author),
    );
    if (answer.domain !== before.domain) this.domains.forget(before);
    return answer;
  }

  /** @throws ProblemError `not_found`, `domain_not_proven`, `changed_meanwhile` */
  @Handles(VerifyDomain)
  verifyDomain({ context: { networkId, author } }: VerifyDomain): Promise<DomainAnswer> {
    return this.domains.verify(networkId, author);
  }
}
