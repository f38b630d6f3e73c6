import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { KeyedCalls } from '../../platform/http/idempotency/keyed-calls';
import { newId } from '../../platform/ids/ids';
import { ProblemError } from '../../platform/problems/problem';
import { Audit, UseCase } from '../../security';
import * as dto from './partner.dto';
import { Partners } from './partners';
import { findLastSettlement, insertSettlement, readLedgerNow } from './partners.sql';

/** Closes a period of a partner: its receipts so far that stand in no period. Later ones are of the next. */
export class SettlePartner extends UseCase<
  dto.SettlementAnswer,
  { readonly id: string; readonly body: dto.SettleBody }
> {}

@CommandHandler(SettlePartner)
export class SettlePartnerHandler implements ICommandHandler<SettlePartner> {
  constructor(
    private readonly keyed: KeyedCalls,
    private readonly partners: Partners,
    private readonly audit: Audit,
  ) {}

  /** @throws ProblemError `not_found`, `settlement_out_of_order`, `nothing_to_settle` */
  execute({ context, input: { id, body } }: SettlePartner): Promise<dto.SettlementAnswer> {
    const { networkId, call, principal, author } = context;
    return this.keyed.run(networkId, call, 201, async (tx) => {
      await this.partners.lock(tx, networkId, id);
      const until = body.until == null ? await readLedgerNow(tx) : new Date(body.until);
      const last = await findLastSettlement(tx, networkId, id);
      if (last !== undefined && until <= last.untilAt)
        throw new ProblemError('settlement_out_of_order', { settledUntil: last.untilAt.toISOString() });
      const made = { id: newId(), until, closedBy: principal.id };
      const row = await insertSettlement(tx, networkId, id, last, made);
      if (row === undefined) throw new ProblemError('nothing_to_settle');
      await this.audit.append(tx, networkId, {
        ...author,
        action: 'partner.settled',
        subjectKind: 'partner',
        subjectId: id,
        after: { settlementId: row.id, number: row.number, operations: row.operations, closing: row.closing },
      });
      return dto.settlementAnswer(row);
    });
  }
}
