import { Injectable } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import type { Origin } from '../principal/authenticated-request';
import { type BegunSignIn, ProviderSignIns } from '../providers/provider-sign-ins';
import { UseCase } from '../principal/request-context';
import * as dto from './auth.dto';
import { holderOf, OwnAccount, userOf } from './own-account';
import { ProviderSessions } from '../providers/provider-sessions';
import { type Enrolment, SecondFactors } from '../second-factor/second-factors';
import { Profiles } from './profiles';
import type { SignedInAnswer } from './auth.dto';
import type { FinishBody } from './provider-sign-in.dto';
import type { KeyedCall } from '../../platform/http/idempotency/keyed-call';
import { Sessions, type SessionTokens, type TokenBearer } from '../sessions/sessions';
import { setTimeout as pause } from 'node:timers/promises';
import { Database } from '../../platform/database/database';
import { Messages } from '../messages/messages';
import { normalizeEmail, Pii } from '../personal-data/pii';
import { RateLimiter } from '../rate-limits/rate-limiter';
import {
  PASSWORD_LINKS_PER_ACCOUNT,
  PASSWORD_LINKS_PER_ADDRESS,
  PASSWORD_LINKS_WINDOW_SECONDS,
} from '../rate-limits/rate-limits.rules';
import { listUsersByEmail } from '../sessions/sessions.sql';
import { Staff } from '../staff/staff';
import { SignIn } from './sign-in';
import { Handles } from '../../platform/http/handlers-of';

/** Begins a sign-in through the provider of the network with this code. @throws ProblemError as `ProviderSignIns.begin` */
export class BeginProviderSignIn extends Command<BegunSignIn> {
  constructor(
    readonly network: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Changes the own password; all other sessions of the user end. */
export class ChangePassword extends UseCase<void, { body: dto.ChangePasswordBody }> {}

export class ConfirmSecondFactor extends UseCase<void, { body: dto.TotpBody }> {}

/** Signs a page out by its refresh token, because its access token may have ended while it was offline. */
export class EndSession extends Command<void> {
  constructor(
    readonly refreshToken: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

/** Makes a secret for an authenticator application. It needs the password, or a sign-in at the provider just now, so that a stolen session cannot lock the user out. */
export class EnrolSecondFactor extends UseCase<Enrolment, { body: dto.EnrolBody }> {}

/** Opens the session of a person who came back from the provider. */
export class FinishProviderSignIn extends Command<SignedInAnswer> {
  constructor(
    readonly body: FinishBody,
    /** The cookie of the browser that began. */
    readonly browser: string,
    readonly origin: Origin,
  ) {
    super();
  }
}

export class LogOut extends UseCase<void> {}

/** Exchanges a refresh token, which is good once. A client that got no answer may repeat the call under the same key. */
export class RefreshSession extends Command<SessionTokens> {
  constructor(
    readonly call: KeyedCall,
    readonly refreshToken: string,
    readonly bearer: TokenBearer,
  ) {
    super();
  }
}

export class RemoveSecondFactor extends UseCase<void, { body: dto.TotpBody }> {}

/** Longer than the letters of all accounts take, so that the time of the answer says nothing about the address. */
const ANSWERS_AFTER_MS = 400;

/** Sends a password link to the accounts of an e-mail address. The caller does not learn whether there is one. */
export class RequestPasswordLink extends Command<void> {
  constructor(
    readonly body: dto.RequestPasswordLinkBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

export class SetOwnLanguage extends UseCase<void, { body: dto.OwnLanguageBody }> {}

/** Sets a password by a link of a manager or of the command line. */
export class SetPassword extends Command<void> {
  constructor(
    readonly body: dto.SetPasswordBody,
    readonly origin: Origin,
  ) {
    super();
  }
}

interface SignedInAtDevice {
  readonly answer: dto.SignedInAnswer;
  /** Cookie by which the device is known from now on. */
  readonly device: string;
}

export class SignInUser extends Command<SignedInAtDevice> {
  constructor(
    readonly body: dto.LoginBody,
    readonly origin: Origin,
    /** Cookie of the device, as the browser sent it; empty: none. */
    readonly device: string,
  ) {
    super();
  }
}

@Injectable()
export class SignInHandlers {
  constructor(
    private readonly signIns: ProviderSignIns,
    private readonly ownAccount: OwnAccount,
    private readonly profiles: Profiles,
    private readonly secondFactors: SecondFactors,
    private readonly providerSessions: ProviderSessions,
    private readonly sessions: Sessions,
    private readonly database: Database,
    private readonly pii: Pii,
    private readonly limiter: RateLimiter,
    private readonly messages: Messages,
    private readonly staff: Staff,
    private readonly signIn: SignIn,
  ) {}

  @Handles(BeginProviderSignIn)
  beginProviderSignIn({ network, origin }: BeginProviderSignIn): Promise<BegunSignIn> {
    return this.signIns.begin(network, origin);
  }

  @Handles(ChangePassword)
  async changePassword({ context, input: { body } }: ChangePassword): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.changePassword(userOf(principal), body.currentPassword, body.newPassword, origin);
  }

  @Handles(ConfirmSecondFactor)
  async confirmSecondFactor({ context, input: { body } }: ConfirmSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.confirmSecondFactor(userOf(principal), body.totp, origin);
  }

  @Handles(EndSession)
  async endSession({ refreshToken, origin }: EndSession): Promise<void> {
    await this.ownAccount.endByToken(refreshToken, origin);
  }

  /** @throws ProblemError `invalid_credentials`, `locked_out`; `forbidden` while another one is in force */
  @Handles(EnrolSecondFactor)
  async enrolSecondFactor({ context, input: { body } }: EnrolSecondFactor): Promise<Enrolment> {
    const user = userOf(context.principal);
    if (body.password !== undefined) await this.ownAccount.provePassword(user, body.password);
    else await this.providerSessions.requireFresh(user.sessionId);
    const { email } = await this.profiles.get(user);
    return this.secondFactors.enrol(user.id, email ?? '');
  }

  @Handles(FinishProviderSignIn)
  async finishProviderSignIn({ body, browser, origin }: FinishProviderSignIn): Promise<SignedInAnswer> {
    const { tokens, user } = await this.signIns.finish({ ...body, browser }, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } };
  }

  @Handles(LogOut)
  async logOut({ context }: LogOut): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.logOut(holderOf(principal), origin);
  }

  @Handles(RefreshSession)
  async refreshSession({ call, refreshToken, bearer }: RefreshSession): Promise<SessionTokens> {
    await this.providerSessions.recheck(refreshToken);
    return this.sessions.refresh(refreshToken, call.key, () => call.replayed(200), bearer);
  }

  @Handles(RemoveSecondFactor)
  async removeSecondFactor({ context, input: { body } }: RemoveSecondFactor): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.removeSecondFactor(userOf(principal), body.totp, origin);
  }

  /** @throws ProblemError `no_message_channel`, `rate_limited` */
  @Handles(RequestPasswordLink)
  async requestPasswordLink({ body, origin }: RequestPasswordLink): Promise<void> {
    this.messages.requireChannel('EMAIL');
    const emailIndex = this.pii.blindIndex(null, 'email', normalizeEmail(body.email));
    const address = this.pii.blindIndex(null, 'address', origin.address ?? '');
    await this.count('address', address, PASSWORD_LINKS_PER_ADDRESS);
    await this.count('account', emailIndex, PASSWORD_LINKS_PER_ACCOUNT);
    await Promise.all([this.sendLinks(emailIndex, origin), pause(ANSWERS_AFTER_MS)]);
  }

  @Handles(SetOwnLanguage)
  async setOwnLanguage({ context, input: { body } }: SetOwnLanguage): Promise<void> {
    const { principal, origin } = context;
    await this.ownAccount.setLanguage(userOf(principal), body.language, origin);
  }

  @Handles(SetPassword)
  async setPassword({ body, origin }: SetPassword): Promise<void> {
    await this.ownAccount.setPassword(body.token, body.password, origin);
  }

  @Handles(SignInUser)
  async signInUser({ body, origin, device: sent }: SignInUser): Promise<SignedInAtDevice> {
    const { tokens, user, device } = await this.signIn.signIn({ ...body, device: sent }, origin);
    const restaurantIds = await this.profiles.listRestaurantIds(user);
    return {
      answer: { ...tokens, user: { id: user.id, role: user.role, networkId: user.networkId, restaurantIds } },
      device,
    };
  }

  private count(kind: 'account' | 'address', index: Buffer, limit: number): Promise<void> {
    const subject = `password-link:${kind}:${index.toString('base64url')}`;
    return this.limiter.hit(subject, limit, PASSWORD_LINKS_WINDOW_SECONDS);
  }

  /** No network can send a letter to an owner of the installation, who resets the password by the command line. */
  private async sendLinks(emailIndex: Buffer, origin: Origin): Promise<void> {
    const accounts = await this.database.asPlatform((tx) => listUsersByEmail(tx, emailIndex));
    for (const { id, networkId, closed, byProviderAlone } of accounts) {
      if (networkId === null || closed || byProviderAlone) continue;
      await this.database.inNetwork(networkId, (tx) =>
        this.staff.sendLinkTo(tx, networkId, id, { actor: 'system', origin }),
      );
    }
  }
}
