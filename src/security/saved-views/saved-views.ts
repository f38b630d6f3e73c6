import { Injectable } from '@nestjs/common';
import { asAnswer } from '../../platform/http/as-answer';
import type { SavedView } from '../../generated/prisma/client';
import { type Tx, Database } from '../../platform/database/database';
import { isUniqueViolation } from '../../platform/database/database-failure';
import { givenMembers } from '../../platform/http/given-members';
import { getRow } from '../../platform/http/plain-rows';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { requirePermission } from '../permissions/require.rules';
import type { Principal } from '../principal/principal';
import * as dto from './saved-view.dto';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { type OnOne, UseCase } from '../principal/request-context';
import { Handles } from '../../platform/http/handlers-of';

/** The most views that a person has of one page. */
const OWN_MAX = 50;
/** The most shared views that a network has of one page. */
const SHARED_MAX = 100;

export class CreateSavedView extends UseCase<dto.SavedViewAnswer, { body: dto.CreateSavedViewBody }> {}

export class ChangeSavedView extends UseCase<dto.SavedViewAnswer, OnOne<dto.ChangeSavedViewBody>> {}

export class RemoveSavedView extends UseCase<void, { id: string }> {}

/** A network's saved views, read and written in its transactions. Each call requires the permission of the view's page. */
@Injectable()
export class SavedViews {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly database: Database,
  ) {}

  /** @throws ProblemError `forbidden` for a page that the caller may not read */
  async list(tx: Tx, networkId: string, caller: Principal, page: dto.SavedViewPage): Promise<dto.SavedViewListAnswer> {
    requirePermission(caller, dto.PERMISSION_OF_PAGE[page]);
    const [own, shared] = [
      await tx.prisma.savedView.findMany({
        where: { networkId, page, userId: caller.id },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: OWN_MAX,
      }),
      await tx.prisma.savedView.findMany({
        where: { networkId, page, userId: { not: caller.id }, isShared: true },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        take: SHARED_MAX,
      }),
    ];
    return { items: [...own, ...shared].map((view) => answerOf(view, caller)) };
  }

  /** @throws ProblemError `forbidden`, `saved_view_name_taken`, `saved_views_full` */
  @Handles(CreateSavedView)
  createSavedView({ context, input }: CreateSavedView): Promise<dto.SavedViewAnswer> {
    const { networkId, call, principal: caller } = context;
    const { page, ...body } = input.body;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      requirePermission(caller, dto.PERMISSION_OF_PAGE[page]);
      await lockViews(tx, networkId, page);
      if ((await tx.prisma.savedView.count({ where: { networkId, page, userId: caller.id } })) >= OWN_MAX)
        throw new ProblemError('saved_views_full', { max: OWN_MAX });
      if (body.isShared) await this.requireSharable(tx, networkId, caller, page);
      if (body.isDefault) await forgetDefault(tx, networkId, caller.id, page);
      const data = { ...body, networkId, id: newId(), userId: caller.id, page };
      return answerOf(await tx.prisma.savedView.create({ data }).catch(refuseTakenName), caller);
    });
  }

  /** @throws ProblemError `not_found`, `forbidden`, `saved_view_name_taken`, `saved_views_full` */
  @Handles(ChangeSavedView)
  changeSavedView({ context, input: { id, body } }: ChangeSavedView): Promise<dto.SavedViewAnswer> {
    const { networkId, call, principal: caller } = context;
    return this.keyed.run(networkId, call, 200, async (tx) => {
      const view = await this.getChangeable(tx, networkId, caller, id);
      await lockViews(tx, networkId, view.page);
      if (body.isShared === true && !view.isShared) await this.requireSharable(tx, networkId, caller, view.page);
      // Each person chooses their own default view of a page.
      if (body.isDefault !== undefined && view.userId !== caller.id) throw new ProblemError('forbidden');
      if (body.isDefault === true) await forgetDefault(tx, networkId, caller.id, view.page);
      const where = { networkId_id: { networkId, id } };
      const changed = await tx.prisma.savedView.update({ where, data: givenMembers(body) }).catch(refuseTakenName);
      return answerOf(changed, caller);
    });
  }

  /** @throws ProblemError `not_found`, `forbidden` */
  @Handles(RemoveSavedView)
  removeSavedView({ context, input: { id } }: RemoveSavedView): Promise<void> {
    const { networkId, principal } = context;
    return this.database.inNetwork(networkId, async (tx) => {
      await this.getChangeable(tx, networkId, principal, id);
      await tx.prisma.savedView.deleteMany({ where: { networkId, id } });
    });
  }

  /** The caller's own private view or, for managers, any shared view. Other people's private views count as not found. */
  private async getChangeable(tx: Tx, networkId: string, caller: Principal, id: string): Promise<SavedView> {
    const view = await getRow(tx, 'savedView', { networkId, id, OR: [{ userId: caller.id }, { isShared: true }] });
    requirePermission(caller, dto.PERMISSION_OF_PAGE[pageOf(view)]);
    if (view.isShared && !mayShare(caller)) throw new ProblemError('forbidden');
    return view;
  }

  private async requireSharable(tx: Tx, networkId: string, caller: Principal, page: string): Promise<void> {
    if (!mayShare(caller)) throw new ProblemError('forbidden');
    if ((await tx.prisma.savedView.count({ where: { networkId, page, isShared: true } })) >= SHARED_MAX)
      throw new ProblemError('saved_views_full', { max: SHARED_MAX });
  }
}

/** Only managers may share views, because everybody sees shared ones. */
const mayShare = (caller: Principal): boolean => caller.kind === 'user' && caller.role === 'manager';

/** Makes writes of a page's views wait for each other, so that their number and the default stay valid. */
async function lockViews(tx: Tx, networkId: string, page: string): Promise<void> {
  await tx.query`
    SELECT pg_advisory_xact_lock(hashtextextended('saved views ' || ${networkId} || ${page}, 0))`;
}

async function forgetDefault(tx: Tx, networkId: string, userId: string, page: string): Promise<void> {
  await tx.prisma.savedView.updateMany({
    where: { networkId, userId, page, isDefault: true },
    data: { isDefault: false },
  });
}

/** For the `catch` of a write that sets a view's name. */
function refuseTakenName(thrown: unknown): never {
  throw isUniqueViolation(thrown) ? new ProblemError('saved_view_name_taken') : thrown;
}

/** The database contains no other pages. */
const pageOf = ({ page }: SavedView): dto.SavedViewPage => page as dto.SavedViewPage;

function answerOf(view: SavedView, caller: Principal): dto.SavedViewAnswer {
  const isOwn = view.userId === caller.id;
  return asAnswer(dto.savedViewSchema, { ...view, isDefault: isOwn && view.isDefault, isOwn });
}
