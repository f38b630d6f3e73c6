import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import { type GuestSession, guestSessionSchema } from 'loyalty-platform/identity';
import { Cookies, CurrentOrigin, type Origin, type RefreshCookies, Route } from 'loyalty-platform/security';
import { type DemoAnswer, demoSchema, type DemoSessionBody, demoSessionSchema } from './demo.dto';
import { DemoPeople, OpenDemoGuest } from './demo-people';

@ApiTags('Development')
@Controller('demo')
export class DemoController {
  constructor(
    private readonly commands: CommandBus,
    private readonly people: DemoPeople,
  ) {}

  @Route('GET', {
    id: 'getDemonstration',
    permission: 'public',
    summary: 'Get people, bound tills and guests of the demonstration',
    description:
      'For the sign-in page and the till of a server that shows the demonstration. In production, with `DEMO=0` and before the demonstration is filled, all lists are empty and the password is null.',
    ok: demoSchema,
  })
  get(): Promise<DemoAnswer> {
    return this.people.get();
  }

  @Route('POST session', {
    id: 'openDemoGuest',
    permission: 'public',
    summary: 'Sign in as a guest of the demonstration',
    description:
      'Without a code, for guests that `getDemonstration` lists. In production and with `DEMO=0` every guest is 404.',
    ok: guestSessionSchema,
    problems: ['not_found', 'forbidden'],
  })
  open(
    @Body({ schema: demoSessionSchema }) body: DemoSessionBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<GuestSession> {
    return cookies.keepFor(body.refreshCookie, () => this.commands.execute(new OpenDemoGuest(body, origin)));
  }
}
