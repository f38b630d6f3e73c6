import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import { ConfigurationChanges } from '../snapshots/configuration-changes';
import { LookChanges } from './look-changes';
import type { ManagedLook } from './look.dto';
import type { Look } from './look.schema';

export class SetLook extends UseCase<ManagedLook, { readonly look: Look }> {}

@CommandHandler(SetLook)
export class SetLookHandler implements ICommandHandler<SetLook> {
  constructor(
    private readonly changes: ConfigurationChanges,
    private readonly looks: LookChanges,
  ) {}

  /** @throws ProblemError `invalid_body` for colours whose contrast is too weak */
  execute({ context: { call, networkId, author }, input: { look } }: SetLook): Promise<ManagedLook> {
    return this.changes.run(networkId, call, 200, (tx) => this.looks.set(tx, networkId, look, author, call));
  }
}
