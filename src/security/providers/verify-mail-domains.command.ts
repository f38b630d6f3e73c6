import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../principal/request-context';
import { MailDomains } from './mail-domains';
import type { ProviderAnswer } from './provider.dto';

/** Looks in DNS which of the mail domains of the network's provider are the network's. */
export class VerifyMailDomains extends UseCase<ProviderAnswer> {}

@CommandHandler(VerifyMailDomains)
export class VerifyMailDomainsHandler implements ICommandHandler<VerifyMailDomains> {
  constructor(private readonly domains: MailDomains) {}

  execute({ context: { networkId, author } }: VerifyMailDomains): Promise<ProviderAnswer> {
    return this.domains.verify(networkId, author);
  }
}
