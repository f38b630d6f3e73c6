import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import * as dto from './auth.dto';
import { Profiles } from './profiles';
import { SignIn } from './sign-in';

interface SignedInAtDevice {
  readonly answer: dto.SignedInAnswer;
  /** Cookie by which the device is known from now on. */
  readonly device: string;
}

export class SignInUser extends Command<SignedInAtDevice> {
  constructor(
    readonly body: dto.LoginBody,
    readonly origin: Origin,
    /** Cookie of the device, as the browser sent it; empty: none. */
    readonly device: string,
  ) {
    super();
  }
}

@CommandHandler(SignInUser)
export class SignInUserHandler implements ICommandHandler<SignInUser> {
  constructor(
    private readonly profiles: Profiles,
    private readonly signIn: SignIn,
  ) {}

  async execute({ body, origin, device: sent }: SignInUser): Promise<SignedInAtDevice> {
    const { tokens, user, device } = await this.signIn.signIn({ ...body, device: sent }, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return {
      answer: { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } },
      device,
    };
  }
}
