import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { ProviderSignIns } from '../providers/provider-sign-ins';
import type { SignedInAnswer } from './auth.dto';
import { Profiles } from './profiles';
import type { FinishBody } from './provider-sign-in.dto';

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

@CommandHandler(FinishProviderSignIn)
export class FinishProviderSignInHandler implements ICommandHandler<FinishProviderSignIn> {
  constructor(
    private readonly signIns: ProviderSignIns,
    private readonly profiles: Profiles,
  ) {}

  async execute({ body, browser, origin }: FinishProviderSignIn): Promise<SignedInAnswer> {
    const { tokens, user } = await this.signIns.finish({ ...body, browser }, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } };
  }
}
