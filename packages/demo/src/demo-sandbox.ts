import { Injectable } from '@nestjs/common';
import { NO_ORIGIN } from 'loyalty-platform/security';
import { COMMAND_CALL, SandboxDesk } from 'loyalty-platform/integrations';

/** Makes the sandbox of the demonstration, once. */
@Injectable()
export class DemoSandbox {
  constructor(private readonly desk: SandboxDesk) {}

  async ensure(networkId: string): Promise<void> {
    const { sandbox } = await this.desk.state(networkId);
    if (sandbox === null) await this.desk.make(networkId, COMMAND_CALL, { actor: 'system', origin: NO_ORIGIN });
  }
}
