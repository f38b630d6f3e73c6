import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { Public, RequirePermission } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import type { Principal } from '../principal/principal';
import { Context, type RequestContext } from '../principal/request-context';
import type { Enrolment } from '../second-factor/second-factors';
import type { SessionTokens } from '../sessions/sessions';
import * as dto from './auth.dto';
import { ChangePassword } from './change-password.command';
import { ConfirmSecondFactor } from './confirm-second-factor.command';
import { EndSession } from './end-session.command';
import { EnrolSecondFactor } from './enrol-second-factor.command';
import { LogOut } from './log-out.command';
import { holderOf } from './own-account';
import { Profiles } from './profiles';
import { Cookies, type RefreshCookies } from './refresh-cookies';
import { RefreshSession } from './refresh-session.command';
import { RemoveSecondFactor } from './remove-second-factor.command';
import { SetPassword } from './set-password.command';
import { SignInUser } from './sign-in-user.command';

/** Sessions of staff, and one's own session whoever one is. Guests sign in through their registration. */
@ApiTags('Sessions')
@ApiBearerAuth()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly commands: CommandBus,
    private readonly profiles: Profiles,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: dto.signedInSchema })
  async login(
    @Body({ schema: dto.loginSchema }) body: dto.LoginBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.SignedInAnswer> {
    if (body.refreshCookie !== undefined) cookies.refuseForeignPage();
    const answer = await this.commands.execute(new SignInUser(body, origin));
    return body.refreshCookie === undefined ? answer : cookies.keep(answer, body.refreshCookie);
  }

  /**
   * A refresh token is good once. A client that sent a key and got no answer may repeat the call with the same key. Our own pages
   * name the session of their cookie.
   */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: dto.tokenPairSchema })
  refresh(
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.refreshSchema }) { refreshToken = '', sessionId }: dto.RefreshBody,
    @Cookies() cookies: RefreshCookies,
  ): Promise<SessionTokens> {
    if (sessionId === undefined) return this.commands.execute(new RefreshSession(call, refreshToken, 'CLIENT'));
    return cookies.renew(sessionId, (token) => this.commands.execute(new RefreshSession(call, token, 'BROWSER')));
  }

  /** Ends the session of a page's cookie, and takes the cookie away. */
  @Delete('refresh')
  @HttpCode(204)
  @Public()
  @ApiNoContentResponse()
  end(
    @Body({ schema: dto.endSessionSchema }) body: dto.EndSessionBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<void> {
    return this.commands.execute(new EndSession(cookies.take(body.sessionId), origin));
  }

  @Post('logout')
  @HttpCode(204)
  @RequirePermission('session.own')
  @ApiNoContentResponse()
  logout(@Context() context: RequestContext, @Body({ schema: dto.logoutSchema }) _body: dto.LogoutBody): Promise<void> {
    return this.commands.execute(new LogOut(context));
  }

  @Get('me')
  @RequirePermission('session.own')
  @ApiOkResponse({ standardSchema: dto.meSchema })
  me(@CurrentPrincipal() principal: Principal): Promise<dto.MeAnswer> {
    return this.profiles.get(holderOf(principal));
  }

  /** Sets a password by the link that a manager, or the command line, has made. */
  @Post('password/set')
  @HttpCode(204)
  @Public()
  @ApiNoContentResponse()
  setPassword(
    @Body({ schema: dto.setPasswordSchema }) body: dto.SetPasswordBody,
    @CurrentOrigin() origin: Origin,
  ): Promise<void> {
    return this.commands.execute(new SetPassword(body, origin));
  }

  /** Changes the own password; all other sessions of the user end. */
  @Post('password/change')
  @HttpCode(204)
  @RequirePermission('password.own')
  @ApiNoContentResponse()
  changePassword(
    @Context() context: RequestContext,
    @Body({ schema: dto.changePasswordSchema }) body: dto.ChangePasswordBody,
  ): Promise<void> {
    return this.commands.execute(new ChangePassword(context, { body }));
  }

  @Post('second-factor')
  @HttpCode(201)
  @RequirePermission('password.own')
  @ApiCreatedResponse({ standardSchema: dto.enrolmentSchema })
  enrol(
    @Context() context: RequestContext,
    @Body({ schema: dto.enrolSchema }) body: dto.EnrolBody,
  ): Promise<Enrolment> {
    return this.commands.execute(new EnrolSecondFactor(context, { body }));
  }

  @Post('second-factor/confirm')
  @HttpCode(204)
  @RequirePermission('password.own')
  @ApiNoContentResponse()
  confirmSecondFactor(
    @Context() context: RequestContext,
    @Body({ schema: dto.totpSchema }) body: dto.TotpBody,
  ): Promise<void> {
    return this.commands.execute(new ConfirmSecondFactor(context, { body }));
  }

  @Delete('second-factor')
  @HttpCode(204)
  @RequirePermission('password.own')
  @ApiNoContentResponse()
  removeSecondFactor(
    @Context() context: RequestContext,
    @Body({ schema: dto.totpSchema }) body: dto.TotpBody,
  ): Promise<void> {
    return this.commands.execute(new RemoveSecondFactor(context, { body }));
  }
}
