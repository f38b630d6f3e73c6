import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UseCase } from '../../security';
import type { MadeSandboxAnswer } from './sandbox.dto';
import { SandboxDesk } from './sandbox-desk';

/** Makes the sandbox of the caller's network. */
export class CreateSandbox extends UseCase<MadeSandboxAnswer> {}

@CommandHandler(CreateSandbox)
export class CreateSandboxHandler implements ICommandHandler<CreateSandbox> {
  constructor(private readonly desk: SandboxDesk) {}

  /** @throws ProblemError `sandbox_exists`, `rate_limited`; `forbidden` in a sandbox */
  execute({ context: { networkId, call, author } }: CreateSandbox): Promise<MadeSandboxAnswer> {
    return this.desk.make(networkId, call, author);
  }
}
