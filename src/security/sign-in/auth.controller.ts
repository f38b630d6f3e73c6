import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { ProblemError } from '../../platform/problems/problem';
import { Public, RequirePermission } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import type { GuestPrincipal, Principal, UserPrincipal } from '../principal/principal';
import { type Enrolment, SecondFactors } from '../second-factor/second-factors';
import { Sessions, type TokenPair } from '../sessions/sessions';
import * as dto from './auth.dto';
import { OwnAccount } from './own-account';
import { Profiles } from './profiles';
import { SignIn } from './sign-in';

/** Sessions of staff, and one's own session whoever one is. Guests sign in through their registration. */
@ApiTags('Sessions')
@ApiBearerAuth()
@Controller('auth')
export class AuthController {
  constructor(
    private readonly signIn: SignIn,
    private readonly sessions: Sessions,
    private readonly profiles: Profiles,
    private readonly ownAccount: OwnAccount,
    private readonly secondFactors: SecondFactors,
  ) {}

  @Post('login')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: dto.signedInSchema })
  async login(
    @Body({ schema: dto.loginSchema }) body: dto.LoginBody,
    @CurrentOrigin() origin: Origin,
  ): Promise<dto.SignedInAnswer> {
    const { tokens, user } = await this.signIn.signIn(body, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } };
  }

  /** A refresh token is good once. Who asks under a key and gets no answer may ask again under the same key. */
  @Post('refresh')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: dto.tokenPairSchema })
  refresh(@Keyed() call: KeyedCall, @Body({ schema: dto.refreshSchema }) body: dto.RefreshBody): Promise<TokenPair> {
    return this.sessions.refresh(body.refreshToken, call.key, () => call.replayed(200));
  }

  @Post('logout')
  @HttpCode(204)
  @RequirePermission('session.own')
  @ApiNoContentResponse()
  async logout(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.logoutSchema }) _body: dto.LogoutBody,
  ): Promise<void> {
    await this.ownAccount.logOut(holderOf(principal), origin);
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
  async setPassword(
    @Body({ schema: dto.setPasswordSchema }) body: dto.SetPasswordBody,
    @CurrentOrigin() origin: Origin,
  ): Promise<void> {
    await this.ownAccount.setPassword(body.token, body.password, origin);
  }

  /** Changes the own password; all other sessions of the user end. */
  @Post('password/change')
  @HttpCode(204)
  @RequirePermission('password.own')
  @ApiNoContentResponse()
  async changePassword(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.changePasswordSchema }) body: dto.ChangePasswordBody,
  ): Promise<void> {
    await this.ownAccount.changePassword(userOf(principal), body.currentPassword, body.newPassword, origin);
  }

  @Post('second-factor')
  @HttpCode(201)
  @RequirePermission('password.own')
  @ApiCreatedResponse({ standardSchema: dto.enrolmentSchema })
  async enrol(@CurrentPrincipal() principal: Principal): Promise<Enrolment> {
    const user = userOf(principal);
    const { email } = await this.profiles.get(user);
    return this.secondFactors.enrol(user.id, email ?? '');
  }

  @Post('second-factor/confirm')
  @HttpCode(204)
  @RequirePermission('password.own')
  @ApiNoContentResponse()
  async confirmSecondFactor(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.totpSchema }) body: dto.TotpBody,
  ): Promise<void> {
    await this.ownAccount.confirmSecondFactor(userOf(principal), body.totp, origin);
  }

  @Delete('second-factor')
  @HttpCode(204)
  @RequirePermission('password.own')
  @ApiNoContentResponse()
  async removeSecondFactor(
    @CurrentPrincipal() principal: Principal,
    @CurrentOrigin() origin: Origin,
    @Body({ schema: dto.totpSchema }) body: dto.TotpBody,
  ): Promise<void> {
    await this.ownAccount.removeSecondFactor(userOf(principal), body.totp, origin);
  }
}

function holderOf(principal: Principal): UserPrincipal | GuestPrincipal {
  if (principal.kind === 'key') throw new ProblemError('forbidden');
  return principal;
}

/** Passwords and second factors are staff's; a guest proves who they are by a code. */
function userOf(principal: Principal): UserPrincipal {
  if (principal.kind !== 'user') throw new ProblemError('forbidden');
  return principal;
}
