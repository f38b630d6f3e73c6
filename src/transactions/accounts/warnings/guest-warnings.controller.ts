import { Body, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../../platform/http/id.decorator';
import { Database } from '../../../platform/database/database';
import { decodeCursor, pageFrom } from '../../../platform/http/cursor';
import { pageOf, pageQuery, uuid } from '../../../platform/http/schemas';
import { Context, NetworkId, type RequestContext, Route, Routes } from '../../../security';
import { DueWarnings } from './due-warnings';
import { type GuestWarningAnswer, guestWarningSchema } from './extended.dto';
import { ExtendedQuery } from './extended.query';
import { TellWarnings } from './warnings.commands';
import {
  type DueWarningsAnswer,
  dueWarningsSchema,
  type TellWarningsBody,
  tellWarningsSchema,
} from './till-warning.dto';

const WARNINGS = 'guest-warnings';

/** Warnings of a guest's expiring points, for staff, who cannot read the messages' texts. */
@Routes('guests', 'Guests')
export class GuestWarningsController {
  constructor(
    private readonly extended: ExtendedQuery,
    private readonly database: Database,
    private readonly due: DueWarnings,
    private readonly commands: CommandBus,
  ) {}

  @Route('GET :id/warnings', {
    id: 'listGuestWarnings',
    permission: 'guest.read',
    summary: "List the expiry warnings of a guest's points",
    description:
      'Warnings that arrived, points that were extended because none arrived, and points that expired after their last ' +
      'extension, newest first. The text of a message is for the guest alone.',
    ok: pageOf(guestWarningSchema),
    problems: ['guest_not_found'],
  })
  async list(
    @NetworkId() networkId: string,
    @Id() guestId: string,
    @Query({ schema: pageQuery }) query: { limit: number; cursor?: string | undefined },
  ): Promise<{ items: GuestWarningAnswer[]; nextCursor: string | null }> {
    const before = query.cursor === undefined ? null : decodeCursor(WARNINGS, query.cursor, uuid);
    const rows = await this.extended.listOfGuest(networkId, guestId, before, query.limit + 1);
    return pageFrom(WARNINGS, rows, query.limit, (row) => row.id);
  }

  @Route('GET :id/warnings/due', {
    id: 'listDueWarnings',
    permission: 'guest.read',
    summary: 'List the expiry warnings that a guest has not received',
    description:
      "Points that expire within the programme's days of warning, without those of which the guest knows. A till shows " +
      'them with the guest, and says so by `tellWarnings`.',
    ok: dueWarningsSchema,
    problems: ['guest_not_found'],
  })
  async listDue(@NetworkId() networkId: string, @Id() guestId: string): Promise<DueWarningsAnswer> {
    const tx = this.database.readsOf(networkId);
    const { endings } = await this.due.list(tx, networkId, guestId);
    return { items: await this.due.answer(tx, networkId, endings) };
  }

  @Route('POST :id/warnings/told', {
    id: 'tellWarnings',
    permission: 'till.sale',
    summary: 'Tell a guest at the till of points that expire',
    description:
      'Counts as delivered, like a message that was opened: the points can expire from then on. The till and the sale ' +
      'are kept. The answer names all that was told with the sale; a second call changes nothing, except that what was ' +
      'shown is printed.',
    ok: dueWarningsSchema,
    problems: ['forbidden', 'restaurant_not_allowed', 'guest_not_found', 'not_found', 'warning_too_late'],
  })
  tell(
    @Context() context: RequestContext,
    @Id() guestId: string,
    @Body({ schema: tellWarningsSchema }) body: TellWarningsBody,
  ) {
    return this.commands.execute(new TellWarnings(context, { guestId, body }));
  }
}
