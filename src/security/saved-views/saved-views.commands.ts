import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '../../platform/database/database';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { UseCase } from '../principal/request-context';
import type { ChangeSavedViewBody, CreateSavedViewBody, SavedViewAnswer } from './saved-view.dto';
import { SavedViews } from './saved-views';

export class CreateSavedView extends UseCase<SavedViewAnswer, { readonly body: CreateSavedViewBody }> {}

@CommandHandler(CreateSavedView)
export class CreateSavedViewHandler implements ICommandHandler<CreateSavedView> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly views: SavedViews,
  ) {}

  /** @throws ProblemError `forbidden`, `saved_view_name_taken`, `saved_views_full` */
  execute({ context, input: { body } }: CreateSavedView): Promise<SavedViewAnswer> {
    const { networkId, call, principal } = context;
    return this.keyed.run(networkId, call, 201, (tx) => this.views.create(tx, networkId, principal, body));
  }
}

export class ChangeSavedView extends UseCase<
  SavedViewAnswer,
  { readonly id: string; readonly body: ChangeSavedViewBody }
> {}

@CommandHandler(ChangeSavedView)
export class ChangeSavedViewHandler implements ICommandHandler<ChangeSavedView> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly views: SavedViews,
  ) {}

  /** @throws ProblemError `not_found`, `forbidden`, `saved_view_name_taken`, `saved_views_full` */
  execute({ context, input: { id, body } }: ChangeSavedView): Promise<SavedViewAnswer> {
    const { networkId, call, principal } = context;
    return this.keyed.run(networkId, call, 200, (tx) => this.views.change(tx, networkId, principal, id, body));
  }
}

export class RemoveSavedView extends UseCase<void, { readonly id: string }> {}

@CommandHandler(RemoveSavedView)
export class RemoveSavedViewHandler implements ICommandHandler<RemoveSavedView> {
  constructor(
    private readonly database: Database,
    private readonly views: SavedViews,
  ) {}

  /** @throws ProblemError `not_found`, `forbidden` */
  execute({ context, input: { id } }: RemoveSavedView): Promise<void> {
    const { networkId, principal } = context;
    return this.database.inNetwork(networkId, (tx) => this.views.remove(tx, networkId, principal, id));
  }
}
