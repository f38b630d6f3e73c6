import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../../security';
import type { DomainAnswer } from './domain.dto';
import { Domains } from './domains';

/** Enters the own domain of a network; null takes it away. */
export class SetDomain extends UseCase<DomainAnswer, { readonly domain: string | null }> {}

@CommandHandler(SetDomain)
export class SetDomainHandler implements ICommandHandler<SetDomain> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly domains: Domains,
  ) {}

  async execute({ context: { networkId, call, author }, input: { domain } }: SetDomain): Promise<DomainAnswer> {
    const before = await this.domains.get(networkId);
    const answer = await this.keyed.run(networkId, call, 200, (tx) =>
      domain === null ? this.domains.remove(tx, networkId, author) : this.domains.set(tx, networkId, domain, author),
    );
    if (answer.domain !== before.domain) this.domains.forget(before);
    return answer;
  }
}
