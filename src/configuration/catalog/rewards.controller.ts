import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Patch, Post, Put, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { ApiReply } from '../../platform/http/api-request';
import { decodeCursor, pageFrom } from '../../platform/http/cursor';
import { KeyRequired, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { newId } from '../../platform/ids/ids';
import { pageQuery, uuid } from '../../platform/http/schemas';
import { ProblemError } from '../../platform/problems/problem';
import { faultsOf } from '../../platform/http/schema-faults';
import {
  CurrentOrigin,
  CurrentPrincipal,
  networkOf,
  type Origin,
  type Principal,
  RequirePermission,
} from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { Snapshots } from '../snapshots/snapshots';
import { Catalog } from './catalog';
import * as dto from './reward.dto';
import { rewardDocumentSchema } from '../reward-document/reward-document.schema';

const LIST = 'redemption-items';
const VERSIONS = 'redemption-item-versions';
const SLOTS = 'redemption-item-slots';
const slotCursor = z.tuple([z.string(), uuid]);

/** The reward catalogue: what points and coupons buy. */
@ApiTags('Rewards')
@Controller('redemption-items')
export class RewardsController {
  constructor(
    private readonly catalog: Catalog,
    private readonly changes: ConfigurationChanges,
    private readonly snapshots: Snapshots,
  ) {}

  @Get()
  @RequirePermission('rewards.read')
  @ApiOkResponse({ standardSchema: dto.rewardPageSchema })
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.rewardListQuery }) query: z.infer<typeof dto.rewardListQuery>,
  ) {
    const after = query.cursor === undefined ? null : decodeCursor(LIST, query.cursor, uuid);
    const rows = await this.catalog.list(networkOf(principal), query.archived === 'true', after, query.limit + 1);
    const { items, nextCursor } = pageFrom(LIST, rows, query.limit, (row) => row.id);
    return { items: items.map(dto.rewardAnswer), nextCursor };
  }

  @Post()
  @RequirePermission('rewards.manage')
  @ApiCreatedResponse({ standardSchema: dto.rewardSchema })
  create(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Body({ schema: dto.createRewardSchema }) body: dto.CreateRewardBody,
  ): Promise<dto.RewardAnswer> {
    const networkId = networkOf(actor);
    const { code, stock, ...members } = body;
    const parsed = rewardDocumentSchema.safeParse(members);
    if (!parsed.success) throw new ProblemError('invalid_body', {}, faultsOf(parsed.error.issues, members));
    const id = newId();
    const reward = { code: code ?? `REWARD-${id.slice(-8).toUpperCase()}`, stock, document: parsed.data };
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.rewardAnswer(await this.catalog.create(tx, networkId, reward, { actor, origin }, id)),
    );
  }

  @Get(':id')
  @RequirePermission('rewards.read')
  @ApiOkResponse({ standardSchema: dto.rewardSchema })
  async read(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<dto.RewardAnswer> {
    return dto.rewardAnswer(await this.catalog.get(networkOf(principal), id));
  }

  /** What is left out stays. An archived item is offered no more; what guests have of it stays good. */
  @Patch(':id')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.rewardSchema })
  change(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeRewardSchema }) body: dto.ChangeRewardBody,
  ): Promise<dto.RewardAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.change(tx, networkId, id, body, { actor, origin })),
    );
  }

  @Get(':id/versions')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.rewardVersionPageSchema })
  async versions(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ) {
    const before = query.cursor === undefined ? null : decodeCursor(VERSIONS, query.cursor, z.int());
    const rows = await this.catalog.listVersions(networkOf(principal), id, before, query.limit + 1);
    const { items, nextCursor } = pageFrom(VERSIONS, rows, query.limit, (row) => row.version);
    return { items: items.map(dto.rewardVersionAnswer), nextCursor };
  }

  /** Puts items in or takes them out; the rest of the stock is what guests have not taken. */
  @Post(':id/stock')
  @HttpCode(200)
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.rewardSchema })
  changeStock(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.changeStockSchema }) body: z.infer<typeof dto.changeStockSchema>,
  ): Promise<dto.RewardAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.changeStock(tx, networkId, id, body.change, { actor, origin })),
    );
  }

  /** Appointments that have not ended, by their start. */
  @Get(':id/slots')
  @RequirePermission('rewards.read')
  @ApiOkResponse({ standardSchema: dto.slotPageSchema })
  async slots(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: pageQuery }) query: z.infer<typeof pageQuery>,
  ) {
    const cursor = query.cursor === undefined ? null : decodeCursor(SLOTS, query.cursor, slotCursor);
    const after = cursor === null ? null : { startsAt: new Date(cursor[0]), id: cursor[1] };
    const rows = await this.catalog.listSlots(networkOf(principal), id, after, query.limit + 1);
    const { items, nextCursor } = pageFrom(SLOTS, rows, query.limit, (row) => [row.startsAt.toISOString(), row.id]);
    return { items: items.map(dto.slotAnswer), nextCursor };
  }

  @Post(':id/slots')
  @RequirePermission('rewards.manage')
  @ApiCreatedResponse({ standardSchema: dto.slotSchema })
  async addSlot(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.createSlotSchema }) body: z.infer<typeof dto.createSlotSchema>,
  ): Promise<dto.SlotAnswer> {
    const networkId = networkOf(actor);
    const { restaurantIds } = await this.snapshots.current(networkId);
    if (body.restaurantId !== null && !restaurantIds.has(body.restaurantId)) throw new ProblemError('not_found');
    return this.changes.run(networkId, call, 201, async (tx) =>
      dto.slotAnswer(await this.catalog.addSlot(tx, networkId, id, body, { actor, origin })),
    );
  }

  /** An appointment that is offered no more; whoever has taken it keeps it. */
  @Delete(':id/slots/:slotId')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.slotSchema })
  closeSlot(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Param('slotId', { schema: uuid }) slotId: string,
  ): Promise<dto.SlotAnswer> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.slotAnswer(await this.catalog.closeSlot(tx, networkId, id, slotId, { actor, origin })),
    );
  }

  @Put(':id/picture')
  @RequirePermission('rewards.manage')
  @ApiOkResponse({ standardSchema: dto.rewardSchema })
  putPicture(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: dto.pictureSchema }) body: z.infer<typeof dto.pictureSchema>,
  ): Promise<dto.RewardAnswer> {
    const networkId = networkOf(actor);
    const bytes = Buffer.from(body.data, 'base64');
    return this.changes.run(networkId, call, 200, async (tx) =>
      dto.rewardAnswer(await this.catalog.putPicture(tx, networkId, id, bytes, { actor, origin })),
    );
  }

  @Delete(':id/picture')
  @HttpCode(204)
  @RequirePermission('rewards.manage')
  @ApiNoContentResponse()
  removePicture(
    @CurrentPrincipal() actor: Principal,
    @CurrentOrigin() origin: Origin,
    @KeyRequired() call: KeyedCall,
    @Param('id', { schema: uuid }) id: string,
  ): Promise<void> {
    const networkId = networkOf(actor);
    return this.changes.run(networkId, call, 204, (tx) =>
      this.catalog.removePicture(tx, networkId, id, { actor, origin }),
    );
  }

  /** The bytes of the picture, with its hash as entity tag: 304 to whoever has them. */
  @Get(':id/picture')
  @RequirePermission('rewards.read')
  @ApiOkResponse({ content: { 'image/*': { schema: { type: 'string', format: 'binary' } } } })
  async picture(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: uuid }) id: string,
    @Headers('if-none-match') known: string | undefined,
    @Res() reply: ApiReply,
  ): Promise<void> {
    const { mediaType, bytes, hash } = await this.catalog.getPicture(networkOf(principal), id);
    const tag = `"${hash}"`;
    void reply.header('ETag', tag).header('Cache-Control', 'private, no-cache');
    if (known?.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag) === true) {
      void reply.code(304).send();
      return;
    }
    void reply.type(mediaType).send(bytes);
  }
}
