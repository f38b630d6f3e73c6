import { Body } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Id } from '../../platform/http/id.decorator';
import { Route, Routes } from '../permissions/permission.decorator';
import type { Origin } from '../principal/authenticated-request';
import { CurrentOrigin, CurrentPrincipal } from '../principal/current-principal.decorator';
import type { Principal } from '../principal/principal';
import { Context, type RequestContext } from '../principal/request-context';
import { type SignedInAnswer, signedInSchema } from '../sign-in/auth.dto';
import { userOf } from '../sign-in/own-account';
import { Cookies, type RefreshCookies } from '../sign-in/refresh-cookies';
import {
  PutOwnCard,
  PutOwnPin,
  RemoveOwnCard,
  RemoveOwnPin,
  RemoveTillWays,
  SignInAtTill,
  UnlockOwn,
} from './own-till.commands';
import { OwnTillWays } from './own-till-ways';
import { TillKey } from './till-key.decorator';
import { TillSignIn } from './till-sign-in';
import * as dto from './till-sign-in.dto';

/** Sign-in by PIN or card at a till that a manager has bound. */
@Routes('', 'Bound tills')
export class OwnTillController {
  constructor(
    private readonly commands: CommandBus,
    private readonly signIn: TillSignIn,
    private readonly ways: OwnTillWays,
  ) {}

  @Route('GET tills/own', {
    id: 'getOwnTill',
    permission: 'public',
    summary: 'Get what a till shows before anybody signs in',
    description:
      'The till makes its key itself and keeps it. Until a manager has entered the code (`bindTill`), the answer has the code alone; then the names of the people. 401 `till_not_bound` once the binding was ended: forget the key.',
    ok: dto.ownTillSchema,
    problems: ['till_not_bound'],
  })
  show(@TillKey() key: string | null): Promise<dto.OwnTillAnswer> {
    return this.signIn.show(key);
  }

  @Route('POST tills/own/sign-in', {
    id: 'signInAtTill',
    permission: 'public',
    summary: 'Sign in at a bound till by PIN or card',
    description:
      'The session is one of the person, with at most the permissions of a cashier, in the restaurant of the till, for 16 hours. A wrong PIN, an unknown person or card, and a person who may not sell there are all 401 `invalid_pin`. Ten wrong PINs lock the person at this till: 403 `pin_locked`. 40 wrong PINs or 10 unknown cards of a till within an hour are 429 `locked_out` there for an hour. `refreshCookie` is for pages of the same origin; other callers get 403 `forbidden` with it.',
    ok: signedInSchema,
    problems: ['till_not_bound', 'invalid_pin', 'pin_locked', 'forbidden'],
  })
  enter(
    @TillKey() key: string | null,
    @Body({ schema: dto.tillSignInSchema }) body: dto.TillSignInBody,
    @CurrentOrigin() origin: Origin,
    @Cookies() cookies: RefreshCookies,
  ): Promise<SignedInAnswer> {
    return cookies.keepFor(body.refreshCookie, () => this.commands.execute(new SignInAtTill(key, body, origin)));
  }

  @Route('DELETE tills/own/lock', {
    id: 'unlockOwnPin',
    permission: 'password.own',
    summary: 'Unlock the own PIN at a bound till',
    description:
      'For a person whom ten wrong PINs locked at this till and who signed in there by password. The same answer where nothing was locked. 404 `not_found` for a key of no bound till of the network; 403 `forbidden` in a session by PIN or card.',
    empty: true,
    problems: ['not_found', 'forbidden'],
  })
  unlock(@Context() context: RequestContext, @TillKey() key: string | null) {
    return this.commands.execute(new UnlockOwn(context, { key }));
  }

  @Route('GET auth/till-sign-in', {
    id: 'getOwnTillSignIn',
    permission: 'password.own',
    summary: 'Get whether the caller has a PIN and a card',
    description: '403 `forbidden` in a session by PIN or card.',
    ok: dto.ownWaysSchema,
    problems: ['forbidden'],
  })
  get(@CurrentPrincipal() principal: Principal): Promise<dto.OwnWaysAnswer> {
    return this.ways.get(userOf(principal));
  }

  @Route('PUT auth/till-sign-in/pin', {
    id: 'putOwnPin',
    permission: 'password.own',
    summary: 'Set the own PIN for bound tills',
    description:
      'Four to six digits; equal ones and digits in order are 422 `pin_guessable`. A wrong password is 401 `invalid_credentials`; too many wrong ones are 429 `locked_out`. The sessions of the caller at tills end. 403 `forbidden` in a session by PIN or card.',
    ok: dto.ownWaysSchema,
    problems: ['pin_guessable', 'invalid_credentials', 'forbidden'],
  })
  putPin(@Context() context: RequestContext, @Body({ schema: dto.putPinSchema }) body: dto.PutPinBody) {
    return this.commands.execute(new PutOwnPin(context, { body }));
  }

  @Route('DELETE auth/till-sign-in/pin', {
    id: 'removeOwnPin',
    permission: 'password.own',
    summary: 'Remove the own PIN',
    description: 'The sessions of the caller at tills end. The same answer where there is none.',
    empty: true,
    problems: ['forbidden'],
  })
  removePin(@Context() context: RequestContext) {
    return this.commands.execute(new RemoveOwnPin(context));
  }

  @Route('PUT auth/till-sign-in/card', {
    id: 'putOwnCard',
    permission: 'password.own',
    summary: 'Set the own card for bound tills',
    description:
      'A card alone opens a session at a bound till, so take cards whose numbers do not follow one another. Unique in the network: 409 `card_taken`. At most ten calls an hour. The rest is as for `putOwnPin`.',
    ok: dto.ownWaysSchema,
    problems: ['card_taken', 'invalid_credentials', 'forbidden'],
  })
  putCard(@Context() context: RequestContext, @Body({ schema: dto.putCardSchema }) body: dto.PutCardBody) {
    return this.commands.execute(new PutOwnCard(context, { body }));
  }

  @Route('DELETE auth/till-sign-in/card', {
    id: 'removeOwnCard',
    permission: 'password.own',
    summary: 'Remove the own card',
    description: 'The sessions of the caller at tills end. The same answer where there is none.',
    empty: true,
    problems: ['forbidden'],
  })
  removeCard(@Context() context: RequestContext) {
    return this.commands.execute(new RemoveOwnCard(context));
  }

  @Route('DELETE users/:id/till-sign-in', {
    id: 'removeTillSignIn',
    permission: 'staff.manage',
    summary: 'Take PIN and card of an employee away',
    description:
      'Their sessions at bound tills end; they sign in by e-mail and password until they set another PIN, which no manager can set for them.',
    empty: true,
    problems: ['not_found', 'forbidden'],
  })
  takeAway(@Context() context: RequestContext, @Id('id', 'Employee') id: string) {
    return this.commands.execute(new RemoveTillWays(context, { userId: id }));
  }
}
