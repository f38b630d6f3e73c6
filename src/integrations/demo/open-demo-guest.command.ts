import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { GuestSession } from '../../identity';
import type { Origin } from '../../security';
import { DemoPeople } from './demo-people.query';
import type { DemoSessionBody } from './demo.dto';

/** Signs in as a guest of the demonstration, who proves nothing. */
export class OpenDemoGuest extends Command<GuestSession> {
  constructor(
    readonly body: DemoSessionBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(OpenDemoGuest)
export class OpenDemoGuestHandler implements ICommandHandler<OpenDemoGuest> {
  constructor(private readonly people: DemoPeople) {}

  /** @throws ProblemError `not_found` for a guest that is not listed */
  execute({ body, origin }: OpenDemoGuest): Promise<GuestSession> {
    return this.people.enter(body, origin);
  }
}
