import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { DomainAnswer } from './domain.dto';
import { Domains } from './domains';

/** Asks the own domain of a network whether it is the network's. */
export class VerifyDomain extends UseCase<DomainAnswer> {}

@CommandHandler(VerifyDomain)
export class VerifyDomainHandler implements ICommandHandler<VerifyDomain> {
  constructor(private readonly domains: Domains) {}

  /** @throws ProblemError `not_found`, `domain_not_proven`, `changed_meanwhile` */
  execute({ context: { networkId, author } }: VerifyDomain): Promise<DomainAnswer> {
    return this.domains.verify(networkId, author);
  }
}
