import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { MadeSandboxAnswer } from './sandbox.dto';
import { SandboxDesk } from './sandbox-desk';

/** Closes the sandbox of the caller's network with all that is in it, and makes a new one. */
export class ClearSandbox extends UseCase<MadeSandboxAnswer> {}

@CommandHandler(ClearSandbox)
export class ClearSandboxHandler implements ICommandHandler<ClearSandbox> {
  constructor(private readonly desk: SandboxDesk) {}

  /** @throws ProblemError `not_found`, `rate_limited` */
  execute({ context: { networkId, call, author } }: ClearSandbox): Promise<MadeSandboxAnswer> {
    return this.desk.clear(networkId, call, author);
  }
}
