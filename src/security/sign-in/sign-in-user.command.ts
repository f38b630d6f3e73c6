import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import * as dto from './auth.dto';
import { Profiles } from './profiles';
import { SignIn } from './sign-in';

export class SignInUser extends Command<dto.SignedInAnswer> {
  constructor(
    readonly body: dto.LoginBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(SignInUser)
export class SignInUserHandler implements ICommandHandler<SignInUser> {
  constructor(
    private readonly signIn: SignIn,
    private readonly profiles: Profiles,
  ) {}

  async execute({ body, origin }: SignInUser): Promise<dto.SignedInAnswer> {
    const { tokens, user } = await this.signIn.signIn(body, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } };
  }
}
