import { Body, Controller, Headers, Query, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { z } from 'zod';
import { ChangesTagged, Tagged } from '../../platform/http/entity-tag';
import type { ApiReply, ApiRequest } from '../../platform/http/api-request';
import { BodyLimit } from '../../platform/http/body-limit.decorator';
import { RawBody } from '../../platform/http/raw-body.decorator';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { pageOfSlice, sliceOf } from '../../platform/http/list-query';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { severalAnswerSchema } from '../../platform/http/several';
import { ProblemError, found } from '../../platform/problems/problem';
import {
  CurrentPrincipal,
  KeyRequiredContext,
  NetworkId,
  networkOf,
  type Principal,
  type RequestContext,
  Route,
} from '../../security';
import { MAX_PICTURE_BYTES, PICTURE_RULES } from '../pictures/picture.dto';
import { Pictures } from '../pictures/pictures';
import {
  Catalog,
  AddSlot,
  ChangeReward,
  ChangeSeveralRewards,
  ChangeStock,
  CloseSlot,
  CreateReward,
  RemoveRewardPicture,
  SetRewardPicture,
} from './catalog';
import * as dto from './reward.dto';
import { REWARD_PICTURE_BODY, sentRewardPicture } from './sent-reward-picture';

const LIST = 'redemption-items';
const VERSIONS = 'redemption-item-versions';
const SLOTS = 'redemption-item-slots';
const slotCursor = z.tuple([z.string(), uuid]);

/** The reward catalogue: the rewards that points and coupons can buy. */
@ApiTags('Rewards')
@Controller('redemption-items')
export class RewardsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly catalog: Catalog,
    private readonly pictures: Pictures,
  ) {}

  @Route('GET', {
    id: 'listRewards',
    permission: 'rewards.read',
    summary: 'List the rewards of the catalogue',
    description:
      'In the order in which they were created; archived ones only with `archived=true`. Guests get no ' +
      'exclusive rewards here: those that a guest may take stand among the rewards of the guest.',
    ok: dto.rewardPageSchema,
  })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.rewardListQuery }) query: z.infer<typeof dto.rewardListQuery>,
  ) {
    const rows = await this.catalog.list(networkOf(principal), query.archived === 'true', sliceOf(LIST, query));
    const { items, nextCursor } = pageOfSlice(LIST, query, rows, (row) => row.id);
    return { items: items.map(dto.rewardAnswer).filter((item) => isShown(principal, item)), nextCursor };
  }

  @Route('POST', {
    id: 'createReward',
    permission: 'rewards.manage',
    summary: 'Add a reward to the catalogue',
    description:
      'Its effect stands in `kind` and `gift`: DISCOUNT takes an AMOUNT_OFF or a SHARE_OFF, FREE_ITEM and ' +
      'SHIPPING the gift of their name, PRODUCT and EXPERIENCE none, because people hand them over. A network ' +
      'has at most 10,000 rewards, archived ones counted. Every change makes a new version; what a guest has ' +
      'taken keeps the terms it was taken by.',
    created: dto.rewardSchema,
    problems: ['code_taken', 'network_full'],
  })
  create(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.createRewardSchema }) body: dto.CreateRewardBody,
  ) {
    return this.commands.execute(new CreateReward(context, { body }));
  }

  @Route('POST several', {
    id: 'changeSeveralRewards',
    permission: 'rewards.manage',
    summary: 'Archive or restore several rewards',
    description:
      'Each reward by itself, as `changeReward` with `archived`: a refused one stops no other, so the answer is 200 also where ' +
      'all are refused. A call that broke off is sent again with its key and does nothing twice. Guests keep what they took.',
    ok: severalAnswerSchema,
  })
  changeSeveral(
    @KeyRequiredContext() context: RequestContext,
    @Body({ schema: dto.severalRewardsSchema }) body: dto.SeveralRewardsBody,
  ) {
    return this.commands.execute(new ChangeSeveralRewards(context, { body }));
  }

  @Route('GET :id', {
    id: 'getReward',
    permission: 'rewards.read',
    summary: 'Get a reward',
    description: 'Archived rewards too. An exclusive one is 404 for a guest.',
    ok: dto.rewardSchema,
  })
  @Tagged(dto.changeableOfReward)
  async read(@CurrentPrincipal() principal: Principal, @Id() id: string): Promise<dto.RewardAnswer> {
    const item = dto.rewardAnswer(await this.catalog.get(networkOf(principal), id));
    if (!isShown(principal, item)) throw new ProblemError('not_found');
    return item;
  }

  @Route('PATCH :id', {
    id: 'changeReward',
    permission: 'rewards.manage',
    summary: 'Change or archive a reward',
    description:
      'Members that are left out stay as they are; the reward with them has to fit together as when it is ' +
      'created. An archived reward is offered no more, and guests keep what they took of it. ' +
      '`version_conflict`: the version is not `expectedVersion` any more.',
    ok: dto.rewardSchema,
    problems: ['version_conflict', 'code_taken'],
  })
  @ChangesTagged(dto.changeableOfReward)
  change(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeRewardSchema }) body: dto.ChangeRewardBody,
  ) {
    return this.commands.execute(new ChangeReward(context, { id, body }));
  }

  @Route('GET :id/versions', {
    id: 'listRewardVersions',
    permission: 'rewards.manage',
    summary: 'List the versions of a reward',
    description: 'The newest first, each with its whole document.',
    ok: dto.rewardVersionPageSchema,
  })
  async versions(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ) {
    const before = query.cursor === undefined ? null : decodeCursor(VERSIONS, query.cursor, z.int());
    const rows = await this.catalog.listVersions(networkId, id, before, query.limit + 1);
    return pageFrom(VERSIONS, rows, query.limit, (row) => row.version, dto.rewardVersionAnswer);
  }

  @Route('POST :id/stock', {
    id: 'changeRewardStock',
    permission: 'rewards.manage',
    summary: 'Put items into stock or take them out',
    description:
      '`out_of_stock`: fewer are left than are taken out. The first change of a reward without a stock gives it ' +
      'one.',
    ok: dto.rewardSchema,
    problems: ['out_of_stock'],
  })
  changeStock(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.changeStockSchema }) body: z.infer<typeof dto.changeStockSchema>,
  ) {
    return this.commands.execute(new ChangeStock(context, { id, body }));
  }

  @Route('GET :id/slots', {
    id: 'listRewardSlots',
    permission: 'rewards.read',
    summary: 'List the appointments of a reward',
    description: 'Appointments that have not ended, by their start.',
    ok: dto.slotPageSchema,
  })
  async slots(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ) {
    const cursor = query.cursor === undefined ? null : decodeCursor(SLOTS, query.cursor, slotCursor);
    const after = cursor === null ? null : { startsAt: new Date(cursor[0]), id: cursor[1] };
    const rows = await this.catalog.listSlots(networkId, id, after, query.limit + 1);
    return pageFrom(SLOTS, rows, query.limit, (row) => [row.startsAt.toISOString(), row.id], dto.slotAnswer);
  }

  @Route('POST :id/slots', {
    id: 'addRewardSlot',
    permission: 'rewards.manage',
    summary: 'Add an appointment to a reward',
    description:
      'Only where the reward is `byAppointment`, else 400. A restaurant that the network does not have is 404.',
    created: dto.slotSchema,
  })
  addSlot(
    @KeyRequiredContext() context: RequestContext,
    @Id() id: string,
    @Body({ schema: dto.createSlotSchema }) body: z.infer<typeof dto.createSlotSchema>,
  ) {
    return this.commands.execute(new AddSlot(context, { id, body }));
  }

  @Route('DELETE :id/slots/:slotId', {
    id: 'closeRewardSlot',
    permission: 'rewards.manage',
    summary: 'Close an appointment of a reward',
    description: 'It is offered no more; guests who took it keep it.',
    ok: dto.slotSchema,
  })
  closeSlot(@KeyRequiredContext() context: RequestContext, @Id() id: string, @Id('slotId') slotId: string) {
    return this.commands.execute(new CloseSlot(context, { id, slotId }));
  }

  @Route('PUT :id/picture', {
    id: 'replaceRewardPicture',
    permission: 'rewards.manage',
    summary: 'Set the picture of a reward',
    description: `${PICTURE_RULES} A file of at most 256 KiB may also come in base64 in JSON.`,
    ok: dto.rewardSchema,
  })
  @RawBody(REWARD_PICTURE_BODY)
  @BodyLimit(MAX_PICTURE_BYTES)
  putPicture(@KeyRequiredContext() context: RequestContext, @Id() id: string, @Req() { body, headers }: ApiRequest) {
    return this.commands.execute(
      new SetRewardPicture(context, { id, ...sentRewardPicture(headers['content-type'], body) }),
    );
  }

  @Route('DELETE :id/picture', {
    id: 'removeRewardPicture',
    permission: 'rewards.manage',
    summary: 'Remove the picture of a reward',
    description: 'A reward without a picture stays as it is.',
    empty: true,
  })
  removePicture(@KeyRequiredContext() context: RequestContext, @Id() id: string) {
    return this.commands.execute(new RemoveRewardPicture(context, { id }));
  }

  @Route('GET :id/picture', {
    id: 'getRewardPicture',
    permission: 'rewards.read',
    summary: 'Get the picture of a reward',
    description:
      'The bytes of its largest size, as at the address in `picture` of the reward. `ETag` is its hash, and a request with it ' +
      'in `If-None-Match` is answered 304.',
    ok: { content: { 'image/*': { schema: { type: 'string', format: 'binary' } } } },
  })
  @ApiResponse({ status: 304, description: 'The picture has not changed since the entity tag in `If-None-Match`' })
  async picture(
    @NetworkId() networkId: string,
    @Id() id: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const picture = found(await this.pictures.readOf(networkId, { owner: 'REWARD', id }));
    const { mediaType, bytes, hash } = picture;
    const tag = `"${hash}"`;
    void reply.header('ETag', tag).header('Cache-Control', 'private, no-cache');
    if (known?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) === true) {
      void reply.code(304).send();
      return;
    }
    void reply.type(mediaType).send(bytes);
  }
}

/** Guests see exclusive rewards only in the list of rewards that they may take, where their tier is known. */
function isShown(principal: Principal, { exclusive }: dto.RewardAnswer): boolean {
  return principal.kind !== 'guest' || !exclusive;
}
