import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { Handles } from '../../platform/http/handlers-of';
import type { Origin } from '../principal/authenticated-request';
import { UseCase } from '../principal/request-context';
import type { SignedInAnswer } from '../sign-in/auth.dto';
import { userOf } from '../sign-in/own-account';
import { OwnTillWays } from './own-till-ways';
import { TillSignIn } from './till-sign-in';
import type * as dto from './till-sign-in.dto';

/** Signs a person in at a bound till. */
export class SignInAtTill extends Command<SignedInAnswer> {
  constructor(
    readonly key: string | null,
    readonly body: dto.TillSignInBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Unlocks the caller, who signed in by password, at the bound till where they stand. */
export class UnlockOwn extends UseCase<void, { key: string | null }> {}

export class PutOwnPin extends UseCase<dto.OwnWaysAnswer, { body: dto.PutPinBody }> {}

export class RemoveOwnPin extends UseCase<void> {}

export class PutOwnCard extends UseCase<dto.OwnWaysAnswer, { body: dto.PutCardBody }> {}

export class RemoveOwnCard extends UseCase<void> {}

/** Takes PIN and card of an employee away. */
export class RemoveTillWays extends UseCase<void, { userId: string }> {}

@Injectable()
export class OwnTillHandlers {
  constructor(
    private readonly signIn: TillSignIn,
    private readonly ways: OwnTillWays,
  ) {}

  @Handles(SignInAtTill)
  async signInAtTill({ key, body, origin }: SignInAtTill): Promise<SignedInAnswer> {
    const { card, userId = '', pin = '' } = body;
    const { tokens, ...opened } =
      card === undefined
        ? await this.signIn.byPin(key, userId, pin, origin)
        : await this.signIn.byCard(key, card, origin);
    const { networkId, restaurantId } = opened;
    return { ...tokens, user: { id: opened.userId, role: 'cashier', networkId, restaurantIds: [restaurantId] } };
  }

  @Handles(UnlockOwn)
  unlockOwn({ context, input: { key } }: UnlockOwn): Promise<void> {
    return this.signIn.unlockOwn(key, userOf(context.principal), context.author);
  }

  @Handles(PutOwnPin)
  putOwnPin({ context, input: { body } }: PutOwnPin): Promise<dto.OwnWaysAnswer> {
    return this.ways.putPin(userOf(context.principal), body, context.author);
  }

  @Handles(RemoveOwnPin)
  removeOwnPin({ context }: RemoveOwnPin): Promise<void> {
    return this.ways.removeOwn(userOf(context.principal), 'PIN', context.author);
  }

  @Handles(PutOwnCard)
  putOwnCard({ context, input: { body } }: PutOwnCard): Promise<dto.OwnWaysAnswer> {
    return this.ways.putCard(userOf(context.principal), body, context.author);
  }

  @Handles(RemoveOwnCard)
  removeOwnCard({ context }: RemoveOwnCard): Promise<void> {
    return this.ways.removeOwn(userOf(context.principal), 'CARD', context.author);
  }

  @Handles(RemoveTillWays)
  removeTillWays({ context, input: { userId } }: RemoveTillWays): Promise<void> {
    return this.ways.takeAway(context.networkId, userId, context.author);
  }
}
