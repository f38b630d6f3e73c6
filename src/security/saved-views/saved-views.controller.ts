import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { Route, Routes } from '../permissions/permission.decorator';
import { CurrentPrincipal } from '../principal/current-principal.decorator';
import { networkOf, type Principal } from '../principal/principal';
import { Context, KeyedContext, type RequestContext } from '../principal/request-context';
import * as dto from './saved-view.dto';
import { SavedViews, ChangeSavedView, CreateSavedView, RemoveSavedView } from './saved-views';
import { Id } from '../../platform/http/id.decorator';

/** Lists of the console that a person keeps under a name, or shares with the network. */
@Routes('saved-views', 'Users', 'views.own')
export class SavedViewsController {
  constructor(
    private readonly database: Database,
    private readonly commands: CommandBus,
    private readonly views: SavedViews,
  ) {}

  @Route('GET', {
    id: 'listSavedViews',
    summary: 'List the saved views of a page',
    description:
      'The own ones by their names, then those that others share. A page that the caller may not read is 403 `forbidden`.',
    ok: dto.savedViewListSchema,
  })
  list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: dto.savedViewsQuery }) { page }: dto.SavedViewsQuery,
  ): Promise<dto.SavedViewListAnswer> {
    const networkId = networkOf(principal);
    return this.database.inNetwork(networkId, (tx) => this.views.list(tx, networkId, principal, page));
  }

  @Route('POST', {
    id: 'createSavedView',
    summary: 'Save a list of the console as a view',
    description:
      'Managers alone share views. At most 50 views a person and page, and 100 shared ones a page: 409 `saved_views_full`. A new default takes the place of the earlier one.',
    created: dto.savedViewSchema,
    problems: ['saved_view_name_taken', 'saved_views_full'],
  })
  create(
    @KeyedContext() context: RequestContext,
    @Body({ schema: dto.createSavedViewSchema }) body: dto.CreateSavedViewBody,
  ) {
    return this.commands.execute(new CreateSavedView(context, { body }));
  }

  @Route('PATCH :id', {
    id: 'changeSavedView',
    summary: 'Change a saved view',
    description:
      'Managers alone change a shared one, also one of another person, but for `isDefault`, which is of the person who saved it.',
    ok: dto.savedViewSchema,
    problems: ['not_found', 'saved_view_name_taken', 'saved_views_full'],
  })
  change(
    @KeyedContext() context: RequestContext,
    @Id('id', 'Saved view') id: string,
    @Body({ schema: dto.changeSavedViewSchema }) body: dto.ChangeSavedViewBody,
  ) {
    return this.commands.execute(new ChangeSavedView(context, { id, body }));
  }

  @Route('DELETE :id', {
    id: 'deleteSavedView',
    summary: 'Delete a saved view',
    description: 'Managers alone delete a shared one.',
    empty: true,
    problems: ['not_found'],
  })
  remove(@Context() context: RequestContext, @Id('id', 'Saved view') id: string) {
    return this.commands.execute(new RemoveSavedView(context, { id }));
  }
}
