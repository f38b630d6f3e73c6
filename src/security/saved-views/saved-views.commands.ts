import { Injectable } from '@nestjs/common';
import { Database } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase } from '../principal/request-context';
import type { ChangeSavedViewBody, CreateSavedViewBody, SavedViewAnswer } from './saved-view.dto';
import { SavedViews } from './saved-views';
import { Handles } from '../../platform/http/handlers-of';

export class CreateSavedView extends UseCase<SavedViewAnswer, { readonly body: CreateSavedViewBody }> {}

export class ChangeSavedView extends UseCase<SavedViewAnswer, OnOne<ChangeSavedViewBody>> {}

export class RemoveSavedView extends UseCase<void, { readonly id: string }> {}

@Injectable()
export class SavedViewsHandlers {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly views: SavedViews,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `forbidden`, `saved_view_name_taken`, `saved_views_full` */
  @Handles(CreateSavedView)
  createSavedView({ context, input: { body } }: CreateSavedView): Promise<SavedViewAnswer> {
    const { networkId, call, principal } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.views.create(tx, networkId, principal, body));
  }

  /** @throws ProblemError `not_found`, `forbidden`, `saved_view_name_taken`, `saved_views_full` */
  @Handles(ChangeSavedView)
  changeSavedView({ context, input: { id, body } }: ChangeSavedView): Promise<SavedViewAnswer> {
    const { networkId, call, principal } = context;
    return this.keyed.run(networkId, call, 200, (tx) => this.views.change(tx, networkId, principal, id, body));
  }

  /** @throws ProblemError `not_found`, `forbidden` */
  @Handles(RemoveSavedView)
  removeSavedView({ context, input: { id } }: RemoveSavedView): Promise<void> {
    const { networkId, principal } = context;
    return this.database.inNetwork(networkId, (tx) => this.views.remove(tx, networkId, principal, id));
  }
}
