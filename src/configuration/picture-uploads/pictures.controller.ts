import { Controller, Param, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import type { ApiReply, ApiRequest } from '../../platform/http/api-request';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { found } from '../../platform/problems/problem';
import { KeyedContext, RateLimiter, type RequestContext, Route } from '../../security';
import { Snapshots } from '../snapshots/snapshots';
import * as dto from '../pictures/picture.dto';
import { Pictures } from '../pictures/pictures';
import { sentPicture } from '../pictures/sent-picture';
import { RemovePicture, SetPicture } from './pictures.commands';

const FOREVER = 'public, max-age=31536000, immutable';

/** Pictures of campaigns and their badges, items of the menu and restaurants, and where pages of guests load those of all owners. */
@ApiTags('Pictures')
@Controller()
export class PicturesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly pictures: Pictures,
    private readonly snapshots: Snapshots,
    private readonly limiter: RateLimiter,
  ) {}

  @Route('PUT campaigns/:id/picture', {
    id: 'setCampaignPicture',
    permission: 'campaigns.manage',
    summary: 'Set the picture of a campaign',
    description: dto.PICTURE_RULES,
    ok: dto.pictureSchema,
  })
  @RawBody(dto.PICTURE_BODY)
  @BodyLimit(dto.MAX_PICTURE_BYTES)
  setCampaignPicture(@KeyedContext() context: RequestContext, @Id() id: string, @Req() { body }: ApiRequest) {
    return this.commands.execute(
      new SetPicture(context, { subject: { owner: 'CAMPAIGN', id }, sent: sentPicture(body) }),
    );
  }

  @Route('DELETE campaigns/:id/picture', {
    id: 'removeCampaignPicture',
    permission: 'campaigns.manage',
    summary: 'Remove the picture of a campaign',
    description: 'Without a picture it stays as it is.',
    empty: true,
  })
  removeCampaignPicture(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemovePicture(context, { subject: { owner: 'CAMPAIGN', id } }));
  }

  @Route('PUT campaigns/:id/badge-picture', {
    id: 'setBadgePicture',
    permission: 'campaigns.manage',
    summary: 'Set the picture of the badge that a campaign gives',
    description: `It takes the place of the icon wherever the badge is shown, also for guests who have the badge already. ${dto.PICTURE_RULES}`,
    ok: dto.pictureSchema,
  })
  @RawBody(dto.PICTURE_BODY)
  @BodyLimit(dto.MAX_PICTURE_BYTES)
  setBadgePicture(@KeyedContext() context: RequestContext, @Id() id: string, @Req() { body }: ApiRequest) {
    return this.commands.execute(new SetPicture(context, { subject: { owner: 'BADGE', id }, sent: sentPicture(body) }));
  }

  @Route('DELETE campaigns/:id/badge-picture', {
    id: 'removeBadgePicture',
    permission: 'campaigns.manage',
    summary: 'Remove the picture of a badge',
    description: 'The badge is drawn with its icon again. Without a picture it stays as it is.',
    empty: true,
  })
  removeBadgePicture(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemovePicture(context, { subject: { owner: 'BADGE', id } }));
  }

  @Route('PUT menu-items/:id/picture', {
    id: 'setMenuItemPicture',
    permission: 'menu.manage',
    summary: 'Set the picture of an item of the menu',
    description: dto.PICTURE_RULES,
    ok: dto.pictureSchema,
  })
  @RawBody(dto.PICTURE_BODY)
  @BodyLimit(dto.MAX_PICTURE_BYTES)
  setMenuItemPicture(@KeyedContext() context: RequestContext, @Id() id: string, @Req() { body }: ApiRequest) {
    return this.commands.execute(
      new SetPicture(context, { subject: { owner: 'MENU_ITEM', id }, sent: sentPicture(body) }),
    );
  }

  @Route('DELETE menu-items/:id/picture', {
    id: 'removeMenuItemPicture',
    permission: 'menu.manage',
    summary: 'Remove the picture of an item of the menu',
    description: 'Without a picture it stays as it is.',
    empty: true,
  })
  removeMenuItemPicture(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemovePicture(context, { subject: { owner: 'MENU_ITEM', id } }));
  }

  @Route('PUT restaurants/:id/picture', {
    id: 'setRestaurantPicture',
    permission: 'places.manage',
    summary: 'Set the picture of a restaurant',
    description: dto.PICTURE_RULES,
    ok: dto.pictureSchema,
    problems: ['restaurant_not_allowed'],
  })
  @RawBody(dto.PICTURE_BODY)
  @BodyLimit(dto.MAX_PICTURE_BYTES)
  setRestaurantPicture(@KeyedContext() context: RequestContext, @Id() id: string, @Req() { body }: ApiRequest) {
    return this.commands.execute(
      new SetPicture(context, { subject: { owner: 'RESTAURANT', id }, sent: sentPicture(body) }),
    );
  }

  @Route('DELETE restaurants/:id/picture', {
    id: 'removeRestaurantPicture',
    permission: 'places.manage',
    summary: 'Remove the picture of a restaurant',
    description: 'Without a picture it stays as it is.',
    empty: true,
    problems: ['restaurant_not_allowed'],
  })
  removeRestaurantPicture(@KeyedContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemovePicture(context, { subject: { owner: 'RESTAURANT', id } }));
  }

  @Route('GET pictures/:network/:hash/:width', {
    id: 'getPicture',
    permission: 'public',
    summary: 'Get one size of a picture',
    description:
      'Open to everybody, as are the pages that show it. The address names the content, so it may be kept for ever. 404 for ' +
      'a picture that was replaced or removed, and for those of a closed network.',
    ok: { content: { 'image/webp': { schema: { type: 'string', format: 'binary' } } } },
  })
  async read(
    @Param('network', { schema: dto.pictureAddressSchema.network }) network: string,
    @Param('hash', { schema: dto.pictureAddressSchema.hash }) hash: string,
    @Param('width', { schema: dto.pictureAddressSchema.width }) width: number,
    @Req() request: ApiRequest,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { profile } = await this.snapshots.current(network);
    const file = found(profile.closedAt === null ? await this.pictures.read(network, hash, width) : null);
    // A page has many pictures, and guests in a restaurant share one address, so only requests for unknown pictures count towards the limit.
    this.limiter.giveBackUnauthenticated(request.ip);
    // E-mails show these pictures within mail programs' pages.
    void reply.header('Cache-Control', FOREVER).header('Cross-Origin-Resource-Policy', 'cross-origin');
    void reply.type(file.mediaType).send(file.bytes);
  }
}
