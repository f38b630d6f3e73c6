import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { type BegunSignIn, ProviderSignIns } from '../providers/provider-sign-ins';
import { Profiles } from './profiles';
import type { SignedInAnswer } from './auth.dto';
import type { FinishBody } from './provider-sign-in.dto';
import { Handles } from '../../platform/http/handlers-of';

/** Begins a sign-in through the provider of the network with this code. @throws ProblemError as `ProviderSignIns.begin` */
export class BeginProviderSignIn extends Command<BegunSignIn> {
  constructor(
    readonly network: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Opens the session of a person who came back from the provider. */
export class FinishProviderSignIn extends Command<SignedInAnswer> {
  constructor(
    readonly body: FinishBody,
    /** The cookie of the browser that began. */
    readonly browser: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

@Injectable()
export class ProviderSignInHandlers {
  constructor(
    private readonly signIns: ProviderSignIns,
    private readonly profiles: Profiles,
  ) {}

  @Handles(BeginProviderSignIn)
  beginProviderSignIn({ network, origin }: BeginProviderSignIn): Promise<BegunSignIn> {
    return this.signIns.begin(network, origin);
  }

  @Handles(FinishProviderSignIn)
  async finishProviderSignIn({ body, browser, origin }: FinishProviderSignIn): Promise<SignedInAnswer> {
    const { tokens, user } = await this.signIns.finish({ ...body, browser }, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } };
  }
}
