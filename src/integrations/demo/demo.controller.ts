import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../../platform/http/operation.decorator';
import { type GuestSession, guestSessionSchema } from '../../identity';
import { Cookies, CurrentOrigin, type Origin, Public, type RefreshCookies } from '../../security';
import { type DemoAnswer, demoSchema, type DemoSessionBody, demoSessionSchema } from './demo.dto';
import { DemoPeople } from './demo-people.query';
import { OpenDemoGuest } from './open-demo-guest.command';

@ApiTags('Development')
@Controller('demo')
export class DemoController {
  constructor(
    private readonly commands: CommandBus,
    private readonly people: DemoPeople,
  ) {}

  @Get()
  @Operation({
    id: 'getDemonstration',
    summary: 'Get people and guests of the demonstration',
    description:
      'For the sign-in page and the till of a server that shows the demonstration. In production, with `DEMO=0` and before the demonstration is filled, both lists are empty and the password is null.',
  })
  @Public()
  @ApiOkResponse({ standardSchema: demoSchema })
  get(): Promise<DemoAnswer> {
    return this.people.get();
  }

  @Post('session')
  @Operation({
    id: 'openDemoGuest',
    summary: 'Sign in as a guest of the demonstration',
    description:
      'Without a code, for guests that `getDemonstration` lists. In production and with `DEMO=0` every guest is 404.',
    problems: ['not_found', 'forbidden'],
  })
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: guestSessionSchema })
  open(
    @Body({ schema: demoSessionSchema }) body: DemoSessionBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<GuestSession> {
    return cookies.keepFor(body.refreshCookie, () => this.commands.execute(new OpenDemoGuest(body, origin)));
  }
}
