import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Context, KeyedContext, NetworkId, type RequestContext, Route } from '../../security';
import * as dto from './domain.dto';
import { Domains, SetDomain, VerifyDomain } from './domains';

/** The domain of the caller's network, for its guests' pages. */
@ApiTags('Look')
@Controller('domain')
export class DomainController {
  constructor(
    private readonly commands: CommandBus,
    private readonly domains: Domains,
  ) {}

  @Route('GET', {
    id: 'getDomain',
    permission: 'settings.manage',
    summary: 'Get the own domain of the network',
    ok: dto.domainSchema,
  })
  read(@NetworkId() networkId: string): Promise<dto.DomainAnswer> {
    return this.domains.get(networkId);
  }

  @Route('PUT', {
    id: 'setDomain',
    permission: 'settings.manage',
    summary: 'Enter the own domain of the network',
    description:
      'The domain leads to the network once it has shown the token of the answer (`verifyDomain`). Another domain ' +
      'replaces the one before, which leads nowhere from then on. Names of the installation itself are 400.',
    ok: dto.domainSchema,
  })
  set(@KeyedContext() context: RequestContext, @Body({ schema: dto.setDomainSchema }) { domain }: dto.SetDomainBody) {
    return this.commands.execute(new SetDomain(context, { domain }));
  }

  @Route('POST verify', {
    id: 'verifyDomain',
    permission: 'settings.manage',
    summary: 'Check that the domain shows its token',
    description:
      'Reads the TXT record and the file; one of them is enough. A domain that several networks entered belongs to the ' +
      'one that has proven it last. Other servers of the installation follow within a minute.',
    ok: dto.domainSchema,
    problems: ['not_found', 'domain_not_proven', 'changed_meanwhile'],
  })
  verify(@Context() context: RequestContext) {
    return this.commands.execute(new VerifyDomain(context));
  }

  @Route('DELETE', {
    id: 'removeDomain',
    permission: 'settings.manage',
    summary: 'Remove the own domain',
    description: 'It leads nowhere any more.',
    ok: dto.domainSchema,
  })
  remove(@KeyedContext() context: RequestContext) {
    return this.commands.execute(new SetDomain(context, { domain: null }));
  }
}
