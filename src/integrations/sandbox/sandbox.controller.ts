import { Body, Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import {
  Context,
  Cookies,
  KeyedContext,
  NetworkId,
  type RefreshCookies,
  type RequestContext,
  Route,
  type SessionTokens,
  tokenPairSchema,
} from '../../security';
import * as dto from './sandbox.dto';
import { EnterSandbox } from './enter-sandbox.command';
import { SandboxDesk, ClearSandbox, CreateSandbox } from './sandbox-desk';

/** The sandbox of the caller's network: a separate network in which to try things out. */
@ApiTags('Sandbox')
@Controller('sandbox')
export class SandboxController {
  constructor(
    private readonly commands: CommandBus,
    private readonly desk: SandboxDesk,
  ) {}

  @Route('GET', {
    id: 'getSandbox',
    permission: 'settings.manage',
    summary: 'Get the sandbox of the network',
    ok: dto.sandboxStateSchema,
  })
  read(@NetworkId() networkId: string): Promise<dto.SandboxState> {
    return this.desk.state(networkId);
  }

  @Route('POST', {
    id: 'createSandbox',
    permission: 'settings.manage',
    summary: 'Make a sandbox beside the network',
    description:
      'Copies settings, look, programme, rewards, coupons, segments, campaigns, menu, own roles, restaurants with their groups and tills; no guests, staff, keys, own domain, webhooks, connections, partners or company sign-in. At most 20 a day are made or cleared: 429 `rate_limited`. In a sandbox: 403 `forbidden`.',
    created: dto.madeSandboxSchema,
    problems: ['sandbox_exists'],
  })
  create(@KeyedContext() context: RequestContext) {
    return this.commands.execute(new CreateSandbox(context));
  }

  @Route('POST clear', {
    id: 'clearSandbox',
    permission: 'settings.manage',
    summary: 'Clear the sandbox and copy the network anew',
    description:
      'Keys and sessions of the sandbox end with it, and the new one has another id and code. At most 20 a day are made or cleared: 429 `rate_limited`.',
    ok: dto.madeSandboxSchema,
    problems: ['sandbox_exists'],
  })
  clear(@KeyedContext() context: RequestContext) {
    return this.commands.execute(new ClearSandbox(context));
  }

  @Route('POST session', {
    id: 'enterSandbox',
    permission: 'settings.manage',
    summary: 'Open a session in the sandbox',
    description:
      'For the manager who is signed in, as a manager of the sandbox with an account of their own there. It is renewed as long as they are a manager of the network itself. `refreshCookie` is for pages of the same origin; other callers get 403 `forbidden` with it.',
    ok: tokenPairSchema,
    problems: ['email_taken', 'forbidden'],
  })
  enter(
    @Context() context: RequestContext,
    @Body({ schema: dto.enterSandboxSchema }) { refreshCookie }: dto.EnterSandboxBody,
    @Cookies() cookies: RefreshCookies,
  ): Promise<SessionTokens> {
    return cookies.keepFor(refreshCookie, () => this.commands.execute(new EnterSandbox(context)));
  }
}
