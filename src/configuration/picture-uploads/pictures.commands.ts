import { Injectable } from '@nestjs/common';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { requireRestaurant, type RequestContext, UseCase } from '../../security';
import { lockNetwork } from '../network-profile/network.sql';
import { type PictureAnswer, shownAnswer } from '../pictures/picture.dto';
import { Pictures, type PictureSubject } from '../pictures/pictures';
import { Handles } from '../../platform/http/handlers-of';

/** Sets the picture of a campaign, its badge, an item of the menu or a restaurant. */
export class SetPicture extends UseCase<PictureAnswer, { subject: PictureSubject; sent: Buffer }> {}

export class RemovePicture extends UseCase<void, { subject: PictureSubject }> {}

@Injectable()
export class PicturesHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly pictures: Pictures,
  ) {}

  /** @throws ProblemError `invalid_body` for bytes that are no picture, `not_found`, `restaurant_not_allowed` */
  @Handles(SetPicture)
  async setPicture({ context, input: { subject, sent } }: SetPicture): Promise<PictureAnswer> {
    const { networkId, call, author } = context;
    const picture = await this.pictures.prepare(networkId, sent);
    return this.keyed.run(networkId, call, 200, async (tx) => {
      await lockNetwork(tx, networkId);
      const shown = await this.pictures.put(tx, networkId, subject, picture, author);
      requireOwner(context, subject);
      return shownAnswer(shown);
    });
  }

  /** @throws ProblemError `not_found`, `restaurant_not_allowed` */
  @Handles(RemovePicture)
  removePicture({ context, input: { subject } }: RemovePicture): Promise<void> {
    const { networkId, call, author } = context;
    return this.keyed.run(networkId, call, 204, async (tx) => {
      await lockNetwork(tx, networkId);
      await this.pictures.remove(tx, networkId, subject, author);
      requireOwner(context, subject);
    });
  }
}

/** Checked after the owner was found, because another network's owner does not exist here. The refusal rolls back the transaction. */
function requireOwner({ principal }: RequestContext, { owner, id }: PictureSubject): void {
  if (owner === 'RESTAURANT') requireRestaurant(principal, id);
}
