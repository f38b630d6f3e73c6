import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Origin } from '../../security';
import { Registration } from '../registration/registration';
import { type GuestSession, type GuestVerifyBody, sessionOf } from './guest-sign-in.dto';

/** Registers or signs in a guest with the code of a message, on a page. */
export class VerifyOnPage extends Command<GuestSession> {
  constructor(
    readonly body: GuestVerifyBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

@CommandHandler(VerifyOnPage)
export class VerifyOnPageHandler implements ICommandHandler<VerifyOnPage> {
  constructor(private readonly registration: Registration) {}

  async execute({ body, origin }: VerifyOnPage): Promise<GuestSession> {
    return sessionOf(await this.registration.enterByCode(body, origin));
  }
}
