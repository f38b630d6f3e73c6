import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Snapshots } from '../../../configuration';
import { Database } from '../../../platform/database/database';
import { DEFAULT_PAGE } from '../../../platform/http/schemas';
import { Audit, UseCase } from '../../../security';
import { placeOf, SHIFTS_CHANNEL } from '../../till/intake/shifts';
import type { ShiftAnswer } from './shift.dto';
import { shiftWithId } from '../history/history.sql';
import { getShift, readFigures, reportOf } from './shift-reports';

/** Closes a shift; the next act at the till opens another. Closing twice changes nothing. */
export class CloseShift extends UseCase<ShiftAnswer, { readonly shiftId: string }> {}

@CommandHandler(CloseShift)
export class CloseShiftHandler implements ICommandHandler<CloseShift> {
  constructor(
    private readonly database: Database,
    private readonly snapshots: Snapshots,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `shift_not_found`, `restaurant_not_allowed`; `forbidden` for another cashier's shift */
  async execute({ context, input: { shiftId } }: CloseShift): Promise<ShiftAnswer> {
    const { principal, networkId, author, language } = context;
    const { profile } = await this.snapshots.current(networkId);
    await this.database.inNetwork(networkId, async (tx) => {
      const shift = await getShift(tx, principal, shiftId);
      // Two calls at once close it once, and the audit has it once.
      const closed = await tx.maybe(
        'UPDATE shifts SET closed_at = ledger_now() WHERE network_id = $1 AND id = $2 AND closed_at IS NULL RETURNING id',
        [networkId, shiftId],
      );
      if (closed !== undefined) {
        await tx.query('SELECT pg_notify($1, $2)', [SHIFTS_CHANNEL, placeOf(networkId, shift)]);
        const subject = { subjectKind: 'shift', subjectId: shiftId };
        await this.audit.append(tx, networkId, { ...author, action: 'shift.closed', ...subject });
      }
    });
    const reads = this.database.readsOf(networkId);
    const page = { limit: DEFAULT_PAGE };
    const [now, figures] = await Promise.all([
      getShift(reads, principal, shiftId),
      readFigures(reads, networkId, shiftWithId(shiftId), page),
    ]);
    return reportOf(now, figures, page, { network: profile, language });
  }
}
