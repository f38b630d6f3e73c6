import { Body, Controller, Param, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { Id } from '../../platform/http/id.decorator';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../security';
import * as dto from './wheel.dto';
import { CloseWheel, DrawWheel, OpenWheel } from './wheel.commands';
import { Wheels } from './wheels.query';

/** The wheel as the network sees it. */
@Routes('wheel', 'Campaigns')
export class WheelController {
  constructor(
    private readonly wheels: Wheels,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'getWheel',
    permission: 'campaigns.read',
    summary: 'Get the wheel with the figures of its running epoch',
    ok: dto.wheelSchema,
  })
  show(@NetworkId() networkId: string): Promise<dto.WheelAnswer> {
    return this.wheels.showToStaff(networkId);
  }

  @Route('GET epochs', {
    id: 'listWheelEpochs',
    permission: 'campaigns.read',
    summary: 'List the epochs of the wheel',
    description: 'Newest first, with their figures; of those that ended with their seeds.',
    ok: dto.wheelEpochPageSchema,
  })
  list(@NetworkId() networkId: string, @Query({ schema: dto.wheelListQuery }) query: dto.WheelListQuery) {
    return this.wheels.list(networkId, query);
  }

  @Route('GET epochs/:id', {
    id: 'getWheelEpoch',
    permission: 'campaigns.read',
    summary: 'Get an epoch of the wheel',
    ok: dto.wheelEpochSchema,
    problems: ['not_found'],
  })
  read(@NetworkId() networkId: string, @Id() id: string): Promise<dto.WheelEpochAnswer> {
    return this.wheels.get(networkId, id);
  }

  @Route('POST epochs', {
    id: 'openWheel',
    permission: 'campaigns.manage',
    summary: 'Open the wheel with new odds',
    description:
      'Commits to a new seed and these odds, which nothing changes afterwards. The running epoch ends and shows its seed; spins that guests have not used can be used with the new odds.',
    created: dto.openedWheelSchema,
  })
  open(@KeyedContext() context: RequestContext, @Body({ schema: dto.openWheelSchema }) body: dto.OpenWheelBody) {
    return this.commands.execute(new OpenWheel(context, { body }));
  }

  @Route('POST close', {
    id: 'closeWheel',
    permission: 'campaigns.manage',
    summary: 'Close the wheel',
    description: 'Ends the running epoch and shows its seed. Spins that guests have not used end with it.',
    ok: dto.wheelEpochSchema,
    problems: ['wheel_closed'],
  })
  close(@KeyedContext() context: RequestContext) {
    return this.commands.execute(new CloseWheel(context, {}));
  }
}

/** The wheel of the signed-in guest. */
@Routes('auth/me/wheel', 'Guests', 'guest.self')
export class OwnWheelController {
  constructor(
    private readonly wheels: Wheels,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'getOwnWheel',
    summary: 'Get the wheel, own spins and own draws',
    description:
      'A spin comes from a sale of the guest of at least `leastSale`, or from a badge, since the wheel opened; it ends after `useDays`. A refunded sale gives none.',
    ok: dto.ownWheelSchema,
    problems: ['guest_not_found'],
  })
  show(@Context() { networkId, principal }: RequestContext, @CurrentLanguage() language: Language) {
    return this.wheels.showToGuest(networkId, principal.id, language);
  }

  @Route('POST draws', {
    id: 'drawWheel',
    summary: 'Use a spin of the wheel',
    description:
      'The prize is given at once. A source is drawn once: a repetition answers the same draw, whatever its number. After 409 `wheel_closed` ask for the wheel again, because its odds may be new.',
    created: dto.wheelDrawSchema,
    problems: ['guest_not_found', 'wheel_closed', 'no_such_spin', 'guest_blocked', 'version_conflict'],
  })
  draw(@Context() context: RequestContext, @Body({ schema: dto.drawWheelSchema }) body: dto.DrawWheelBody) {
    return this.commands.execute(new DrawWheel(context, { body }));
  }
}

/** Epochs for anybody who checks a draw. */
@ApiTags('Guests')
@Controller('wheels/:network')
export class PublicWheelController {
  constructor(private readonly wheels: Wheels) {}

  @Route('GET epochs/:id', {
    id: 'getPublicWheelEpoch',
    permission: 'public',
    summary: 'Get commitment, odds and seed of an epoch',
    description: 'Without signing in. The seed is null until the epoch has ended.',
    ok: dto.publicWheelEpochSchema,
    problems: ['not_found'],
  })
  read(@Param('network', { schema: dto.networkCodeSchema }) network: string, @Id() id: string) {
    return this.wheels.showToAnybody(network, id);
  }
}
