import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Route, Routes } from '../permissions/permission.decorator';
import { NetworkId } from '../principal/current-principal.decorator';
import { Context, type RequestContext } from '../principal/request-context';
import { changeRequestSchema } from '../second-person/change-request.dto';
import * as dto from './provider.dto';
import { Providers } from './providers';
import { PutProvider, SetProviderSecret, TestProvider, VerifyMailDomains } from './providers.commands';

/** The network's sign-in through its own OpenID Connect provider. */
@Routes('identity-provider', 'Users', 'roles.manage')
export class ProviderController {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly providers: Providers,
  ) {}

  @Route('GET', {
    id: 'getIdentityProvider',
    summary: "Get the network's sign-in provider",
    description: 'Empty fields where none was entered. The client secret is never shown.',
    ok: dto.providerSchema,
  })
  read(@NetworkId() networkId: string): Promise<dto.ProviderAnswer> {
    return this.database.inNetwork(networkId, (tx) => this.providers.get(tx, networkId));
  }

  @Route('PUT', {
    id: 'putIdentityProvider',
    summary: "Enter or change the network's sign-in provider",
    description:
      'With `enabled: false` it is stored, and nobody signs in through it. With `enabled: true` it waits for a second person: 202. Another issuer needs its secret again. People are made at their first sign-in, and their rights are taken from their groups at each one and at least every 30 minutes while they are signed in. 409 `provider_incomplete` names what is `missing`.',
    ok: dto.providerSchema,
    accepted: changeRequestSchema,
    problems: ['not_found', 'provider_incomplete'],
  })
  put(@Context() context: RequestContext, @Body({ schema: dto.putProviderSchema }) body: dto.PutProviderBody) {
    return this.commands.execute(new PutProvider(context, { body }));
  }

  @Route('PUT secret', {
    id: 'setIdentityProviderSecret',
    summary: 'Store the client secret of the provider',
    empty: true,
    problems: ['provider_incomplete'],
  })
  setSecret(
    @Context() context: RequestContext,
    @Body({ schema: dto.providerSecretSchema }) { secret }: dto.ProviderSecretBody,
  ) {
    return this.commands.execute(new SetProviderSecret(context, { secret }));
  }

  @Route('POST domains/verify', {
    id: 'verifyMailDomains',
    summary: 'Look for the TXT records of the mail domains',
    description:
      'A domain of e-mail addresses leads people to this sign-in only while DNS has proven it; the answer says which are. Several networks of a company may prove the same one. A network whose record is gone loses it when another proves it.',
    ok: dto.providerSchema,
  })
  verifyDomains(@Context() context: RequestContext) {
    return this.commands.execute(new VerifyMailDomains(context));
  }

  @Route('POST test', {
    id: 'testIdentityProvider',
    summary: 'Test the stored sign-in provider',
    description:
      'Reads what the provider says of itself and its keys, and shows it client ID and secret. It signs nobody in.',
    ok: dto.providerTestSchema,
    problems: ['provider_incomplete'],
  })
  test(@Context() context: RequestContext) {
    return this.commands.execute(new TestProvider(context));
  }
}
