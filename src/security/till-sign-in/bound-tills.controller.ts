import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import { Route, Routes } from '../permissions/permission.decorator';
import { CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import { BindTill, BoundTills, RenameBoundTill, UnbindTill, UnlockAtTill } from './bound-tills';
import * as dto from './till-sign-in.dto';

/** Tills that know their cashiers by a PIN or a card, for managers. */
@Routes('bound-tills', 'Bound tills', 'places.manage')
export class BoundTillsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly tills: BoundTills,
  ) {}

  @Route('GET', {
    id: 'listBoundTills',
    summary: 'List the bound tills of a restaurant',
    description:
      'Newest first, those that wait for the till among them. Each names the people who are locked after ten wrong PINs there.',
    ok: dto.boundTillListSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.boundTillsQuery }) { restaurantId }: dto.BoundTillsQuery,
  ): Promise<dto.BoundTillListAnswer> {
    return this.tills.list(networkOf(principal), principal, restaurantId);
  }

  @Route('POST', {
    id: 'bindTill',
    summary: 'Bind a till to a restaurant',
    description:
      'The till shows a code (`getOwnTill`), good once; from this call on it has ten minutes to come with its key. The key opens nothing by itself: it shows the names of people who may sell in the restaurant, and lets them sign in by PIN or card. At most 100 a restaurant, and 60 calls of a network an hour.',
    created: dto.boundTillSchema,
    problems: ['not_found', 'restaurant_not_allowed', 'till_code_used', 'bound_tills_full'],
  })
  bind(@KeyedContext() context: RequestContext, @Body({ schema: dto.bindTillSchema }) body: dto.BindTillBody) {
    return this.commands.execute(new BindTill(context, { body }));
  }

  @Route('PATCH :id', {
    id: 'renameBoundTill',
    summary: 'Rename a bound till',
    ok: dto.boundTillSchema,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  rename(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Bound till') id: string,
    @Body({ schema: dto.renameTillSchema }) body: dto.RenameTillBody,
  ) {
    return this.commands.execute(new RenameBoundTill(context, { id, body }));
  }

  @Route('DELETE :id', {
    id: 'unbindTill',
    summary: 'End the binding of a till',
    description:
      'Its key is refused from the answer on, and every session that a PIN or a card opened there ends. The till can be bound anew.',
    empty: true,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  unbind(@Context() context: RequestContext, @Id('id', 'Bound till') id: string) {
    return this.commands.execute(new UnbindTill(context, { id }));
  }

  @Route('DELETE :id/locks/:userId', {
    id: 'unlockAtTill',
    summary: 'Unlock a person at a bound till',
    description: 'The person may try their PIN there again. The same answer for a person who is not locked there.',
    empty: true,
    problems: ['not_found', 'restaurant_not_allowed'],
  })
  unlock(
    @Context() context: RequestContext,
    @Id('id', 'Bound till') id: string,
    @Id('userId', 'Member of staff') userId: string,
  ) {
    return this.commands.execute(new UnlockAtTill(context, { id, userId }));
  }
}
