import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import { CurrentLanguage } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import { Context, KeyedContext, NetworkId, type RequestContext, Route, Routes } from '../../security';
import * as dto from './leaderboard.dto';
import { Leaderboards } from './leaderboards';
import { JoinLeaderboard, LeaveLeaderboard, TakeOffLeaderboard } from './leaderboards.commands';

/** The leaderboards of the signed-in guest. */
@Routes('auth/me/leaderboard', 'Guests', 'guest.self')
export class OwnLeaderboardController {
  constructor(
    private readonly boards: Leaderboards,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'getOwnLeaderboard',
    summary: 'Get a leaderboard',
    description:
      'Guests who joined, by their visits of this month in the network or in one restaurant. 404 where the network has no leaderboards.',
    ok: dto.ownLeaderboardSchema,
    problems: ['not_found', 'guest_not_found'],
  })
  show(
    @Context() { networkId, principal }: RequestContext,
    @CurrentLanguage() language: Language,
    @Query({ schema: dto.boardQuery }) { restaurantId }: dto.BoardQuery,
  ): Promise<dto.OwnLeaderboard> {
    return this.boards.show(networkId, principal.id, restaurantId ?? null, language);
  }

  @Route('PUT', {
    id: 'joinLeaderboard',
    summary: 'Join the leaderboards under a nickname',
    description:
      'Or changes the nickname. Other guests read it; no two guests of a network have the same, compared as people read it.',
    ok: dto.ownLeaderboardSchema,
    problems: ['not_found', 'guest_not_found', 'nickname_taken', 'nickname_refused'],
  })
  join(
    @KeyedContext() context: RequestContext,
    @CurrentLanguage() language: Language,
    @Body({ schema: dto.joinLeaderboardSchema }) body: dto.JoinLeaderboardBody,
  ) {
    return this.commands.execute(new JoinLeaderboard(context, { body, language }));
  }

  @Route('DELETE', {
    id: 'leaveLeaderboard',
    summary: 'Leave the leaderboards',
    description: 'The nickname is deleted. Leaving again changes nothing.',
    ok: dto.ownLeaderboardSchema,
    problems: ['not_found', 'guest_not_found'],
  })
  leave(@KeyedContext() context: RequestContext, @CurrentLanguage() language: Language) {
    return this.commands.execute(new LeaveLeaderboard(context, { language }));
  }
}

/** The leaderboards as the network sees them. */
@Routes('leaderboard', 'Campaigns')
export class LeaderboardController {
  constructor(
    private readonly boards: Leaderboards,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET', {
    id: 'getLeaderboard',
    permission: 'campaigns.read',
    summary: 'Get a leaderboard with the ids of its guests',
    description:
      'The leaderboard of this month, of the network or of one restaurant, also while the setting `leaderboard` is off.',
    ok: dto.leaderboardSchema,
  })
  show(@NetworkId() networkId: string, @Query({ schema: dto.boardQuery }) { restaurantId }: dto.BoardQuery) {
    return this.boards.showToStaff(networkId, restaurantId ?? null);
  }

  @Route('DELETE members/:id', {
    id: 'takeOffLeaderboard',
    permission: 'campaigns.manage',
    summary: 'Take a guest off the leaderboards',
    description: 'Deletes the nickname, for example one that offends. The guest may join again under another.',
    empty: true,
    problems: ['guest_not_found'],
  })
  takeOff(@Context() context: RequestContext, @Id() guestId: string) {
    return this.commands.execute(new TakeOffLeaderboard(context, { guestId }));
  }
}
