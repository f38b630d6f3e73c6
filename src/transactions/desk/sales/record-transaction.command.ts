import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Till } from '../../till/queue/till';
import type { Outcome, TillAct } from '../../ledger/act/till-act';

/** Decide an act and record it. The one command behind every door of the till. */
export class RecordTransaction extends Command<Outcome> {
  constructor(readonly act: TillAct) {
    super();
  }
}

@CommandHandler(RecordTransaction)
export class RecordTransactionHandler implements ICommandHandler<RecordTransaction> {
  constructor(private readonly till: Till) {}

  execute({ act }: RecordTransaction): Promise<Outcome> {
    return this.till.submit(act);
  }
}
