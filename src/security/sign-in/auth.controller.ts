import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Keyed, type KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { Route, Routes } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import type { Principal } from '../principal/principal';
import { Context, type RequestContext } from '../principal/request-context';
import type { SessionTokens } from '../sessions/sessions';
import * as dto from './auth.dto';
import { ChangePassword, SetOwnLanguage, SetPassword } from './own-account.commands';
import { ConfirmSecondFactor, EnrolSecondFactor, RemoveSecondFactor } from './own-second-factor.commands';
import { EndSession, LogOut, RefreshSession } from './own-session.commands';
import { RequestPasswordLink } from './request-password-link.command';
import { SignInUser } from './sign-in-user.command';
import { holderOf } from './own-account';
import { Profiles } from './profiles';
import { Cookies, type RefreshCookies } from './refresh-cookies';

/** Sign-in of staff, and the own session of staff and guests. Guests sign in by their registration. */
@Routes('auth', 'Sessions')
export class AuthController {
  constructor(
    private readonly commands: CommandBus,
    private readonly profiles: Profiles,
  ) {}

  @Route('POST login', {
    id: 'signIn',
    permission: 'public',
    summary: 'Sign in with e-mail and password',
    description:
      'For employees and owners; guests sign in with `sendRegistrationCode`. A user with a second factor sends its code as `totp`; without it, or with a wrong one, the answer is 401 `second_factor_required`. A wrong password, an unknown address and a disabled user are all 401 `invalid_credentials`. Wrong tries are limited for the account and for the address of the caller: 429 `locked_out`. A browser in which the user signed in before has a limit of its own, by a cookie that comes with `refreshCookie`. Where only the provider of the network signs in, a right password is 403 `provider_only`. `refreshCookie` is for pages of the same origin; other callers get 403 `forbidden` with it.',
    ok: dto.signedInSchema,
    problems: ['invalid_credentials', 'second_factor_required', 'provider_only', 'forbidden'],
  })
  async login(
    @Body({ schema: dto.loginSchema }) body: dto.LoginBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<dto.SignedInAnswer> {
    if (body.refreshCookie !== undefined) cookies.refuseForeignPage();
    const { answer, device } = await this.commands.execute(new SignInUser(body, origin, cookies.device()));
    if (body.refreshCookie === undefined) return answer;
    const kept = cookies.keep(answer, body.refreshCookie);
    cookies.keepDevice(device);
    return kept;
  }

  @Route('POST refresh', {
    id: 'refreshSession',
    permission: 'public',
    summary: 'Exchange a refresh token for a new pair of tokens',
    description:
      'Exactly one of `refreshToken` and `sessionId`; with `sessionId` the token comes from the cookie of a page of the same origin. A refresh token is good once: a second use ends the whole session with 401 `refresh_token_reused`. A client that got no answer repeats the call with the same `Idempotency-Key` and gets the same pair, as long as its refresh token is unused. A session ends seven days after its last refresh, and `SESSION_DAYS` after the sign-in.',
    ok: dto.tokenPairSchema,
    problems: ['unauthenticated', 'session_ended', 'refresh_token_reused', 'forbidden'],
  })
  refresh(
    @Keyed() call: KeyedCall,
    @Body({ schema: dto.refreshSchema }) { refreshToken = '', sessionId }: dto.RefreshBody,
    @Cookies() cookies: RefreshCookies,
  ): Promise<SessionTokens> {
    if (sessionId === undefined) return this.commands.execute(new RefreshSession(call, refreshToken, 'CLIENT'));
    return cookies.renew(sessionId, (token) => this.commands.execute(new RefreshSession(call, token, 'BROWSER')));
  }

  @Route('DELETE refresh', {
    id: 'endPageSession',
    permission: 'public',
    summary: 'Sign out a page by the cookie of its session',
    description:
      'Ends the session and removes its cookie; needs no access token. Only for pages of the same origin. A token that is no longer good ends nothing, and the answer is the same.',
    empty: true,
    problems: ['unauthenticated', 'forbidden'],
  })
  end(
    @Body({ schema: dto.endSessionSchema }) body: dto.EndSessionBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ) {
    return this.commands.execute(new EndSession(cookies.take(body.sessionId), origin));
  }

  @Route('POST logout', {
    id: 'signOut',
    permission: 'session.own',
    summary: 'End the session of the access token',
    description: "The session's refresh token and all its access tokens are refused from then on.",
    empty: true,
  })
  logout(@Context() context: RequestContext, @Body({ schema: dto.logoutSchema }) _body: dto.LogoutBody) {
    return this.commands.execute(new LogOut(context));
  }

  @Route('GET me', {
    id: 'getOwnAccount',
    permission: 'session.own',
    summary: 'Get the signed-in user or guest',
    description: 'With the network of the session. API keys have no account: 403 `forbidden`.',
    ok: dto.meSchema,
    problems: ['session_ended', 'forbidden'],
  })
  me(@CurrentPrincipal() principal: Principal): Promise<dto.MeAnswer> {
    return this.profiles.get(holderOf(principal));
  }

  @Route('PUT me/language', {
    id: 'setOwnLanguage',
    permission: 'password.own',
    summary: 'Choose the own language',
    description:
      'For employees and owners; guests choose theirs with `changeGuest`. Pages follow it on every device, and letters are written in it.',
    empty: true,
    problems: ['session_ended'],
  })
  setLanguage(@Context() context: RequestContext, @Body({ schema: dto.ownLanguageSchema }) body: dto.OwnLanguageBody) {
    return this.commands.execute(new SetOwnLanguage(context, { body }));
  }

  @Route('POST password/set', {
    id: 'setPassword',
    permission: 'public',
    summary: 'Set a password with the token of a link',
    description:
      'The token is from the link that a manager, an e-mail or the command line gave; it is good once. All sessions of the user end. A password has at least ten characters and at most 72 bytes, and is not one of the common ones; one that is refused leaves the link as it was.',
    empty: true,
    problems: ['link_expired', 'password_too_short', 'password_too_long', 'password_too_common'],
  })
  setPassword(@Body({ schema: dto.setPasswordSchema }) body: dto.SetPasswordBody, @CurrentOrigin() origin: Origin) {
    return this.commands.execute(new SetPassword(body, origin));
  }

  @Route('POST password/forgot', {
    id: 'requestPasswordLink',
    permission: 'public',
    summary: 'Send a password link to an e-mail address',
    description:
      'For an employee who forgot the password. The link is the one of `createPasswordLink`; the old password stays good until it is used. The answer and its duration are the same whether or not the address has an account. A disabled user gets no letter. Letters are limited for an address of e-mail and for the address of the caller: 429 `rate_limited`; 503 `no_message_channel` where the server sends no e-mail.',
    empty: true,
    problems: [],
  })
  requestPasswordLink(
    @Body({ schema: dto.requestPasswordLinkSchema }) body: dto.RequestPasswordLinkBody,
    @CurrentOrigin() origin: Origin,
  ) {
    return this.commands.execute(new RequestPasswordLink(body, origin));
  }

  @Route('POST password/change', {
    id: 'changePassword',
    permission: 'password.own',
    summary: 'Change the own password',
    description:
      'All other sessions of the user end. A wrong current password is 401 `invalid_credentials`; too many wrong tries are 429 `locked_out`. A password has at least ten characters and at most 72 bytes, and is not one of the common ones.',
    empty: true,
    problems: ['invalid_credentials', 'password_too_short', 'password_too_long', 'password_too_common'],
  })
  changePassword(
    @Context() context: RequestContext,
    @Body({ schema: dto.changePasswordSchema }) body: dto.ChangePasswordBody,
  ) {
    return this.commands.execute(new ChangePassword(context, { body }));
  }

  @Route('POST second-factor', {
    id: 'enrolSecondFactor',
    permission: 'password.own',
    summary: 'Start to set up a second factor',
    description:
      'Gives a secret for an authenticator application. Sign-ins ask for codes only after `confirmSecondFactor`; until then a further call gives another secret. 403 `forbidden` while a second factor is in force. Too many wrong passwords are 429 `locked_out`.',
    created: dto.enrolmentSchema,
    problems: ['invalid_credentials', 'forbidden'],
  })
  enrol(@Context() context: RequestContext, @Body({ schema: dto.enrolSchema }) body: dto.EnrolBody) {
    return this.commands.execute(new EnrolSecondFactor(context, { body }));
  }

  @Route('POST second-factor/confirm', {
    id: 'confirmSecondFactor',
    permission: 'password.own',
    summary: 'Turn on the second factor with its first code',
    description: 'A wrong code is 401 `second_factor_required`; too many wrong codes are 429 `locked_out`.',
    empty: true,
    problems: ['second_factor_required'],
  })
  confirmSecondFactor(@Context() context: RequestContext, @Body({ schema: dto.totpSchema }) body: dto.TotpBody) {
    return this.commands.execute(new ConfirmSecondFactor(context, { body }));
  }

  @Route('DELETE second-factor', {
    id: 'removeSecondFactor',
    permission: 'password.own',
    summary: 'Turn off the own second factor',
    description:
      'A wrong code is 401 `second_factor_required`; too many wrong codes are 429 `locked_out`. Without the authenticator a manager resets it with `resetSecondFactor`.',
    empty: true,
    problems: ['second_factor_required'],
  })
  removeSecondFactor(@Context() context: RequestContext, @Body({ schema: dto.totpSchema }) body: dto.TotpBody) {
    return this.commands.execute(new RemoveSecondFactor(context, { body }));
  }
}
