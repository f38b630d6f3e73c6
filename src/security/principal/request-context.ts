import { createParamDecorator, type ExecutionContext, Injectable, type PipeTransform } from '@nestjs/common';
import { Command } from '@nestjs/cqrs';
import { type ApiReply, type ApiRequest, replyOf, requestOf } from '../../platform/http/api-request';
import { documentKey, type KeyedCall, keyedCallOf } from '../../platform/http/idempotency/keyed-call';
import { Languages } from '../../platform/http/languages';
import type { Language } from '../../platform/language/language';
import { type AuthenticatedRequest, type Origin, originOf, principalOf } from './authenticated-request';
import { networkOf, type Principal } from './principal';

/** The parts of a request that a use case gets: caller, origin, key and language. */
export class RequestContext {
  constructor(
    readonly principal: Principal,
    readonly origin: Origin,
    readonly call: KeyedCall,
    readonly language: Language,
  ) {}

  /** The network of the token, on routes of a network; on other routes reading it is a bug. */
  get networkId(): string {
    return networkOf(this.principal);
  }

  /** The same call with this name as its key, if the caller sent none; null: no key. */
  keyedBy(name: string | null): RequestContext {
    const { principal, origin, call, language } = this;
    if (call.key !== null || name === null) return this;
    return new RequestContext(principal, origin, { ...call, key: name }, language);
  }

  /** The same call with this name as its key, whatever key the caller sent; for calls whose body has an id of its own. */
  namedBy(name: string): RequestContext {
    const { principal, origin, call, language } = this;
    return new RequestContext(principal, origin, { ...call, key: name }, language);
  }

  /** The caller and origin in the form of the audit. */
  get author(): { readonly actor: Principal; readonly origin: Origin } {
    return { actor: this.principal, origin: this.origin };
  }
}

/** A request's body, with the id from its path. */
export interface OnOne<Body> {
  readonly id: string;
  readonly body: Body;
}

/** The command of a route with its context and input. `Answer` is the result of its handler. */
export abstract class UseCase<Answer, Input = undefined> extends Command<Answer> {
  readonly input: Readonly<Input>;

  constructor(
    readonly context: RequestContext,
    ...input: Input extends undefined ? [] : [Readonly<Input>]
  ) {
    super();
    this.input = input[0] as Readonly<Input>;
  }
}

interface Exchange {
  readonly request: ApiRequest & AuthenticatedRequest;
  readonly reply: ApiReply;
  readonly keyRequired: boolean;
}

@Injectable()
class RequestContextPipe implements PipeTransform<Exchange, RequestContext | Promise<RequestContext>> {
  constructor(private readonly languages: Languages) {}

  transform({ request, reply, keyRequired }: Exchange): RequestContext | Promise<RequestContext> {
    const call = keyedCallOf(request, reply, keyRequired);
    const contextIn = (language: Language): RequestContext =>
      new RequestContext(principalOf(request), originOf(request), call, language);
    const language = this.languages.of(request);
    return typeof language === 'string' ? contextIn(language) : language.then(contextIn);
  }
}

const exchangeOf = (keyRequired: boolean) => (_: unknown, context: ExecutionContext) => ({
  request: requestOf(context),
  reply: replyOf(context),
  keyRequired,
});

const PlainExchange = createParamDecorator(exchangeOf(false));
const KeyedExchange = createParamDecorator(exchangeOf(false), [documentKey(false)]);
const KeyRequiredExchange = createParamDecorator(exchangeOf(true), [documentKey(true)]);

/** The request's context as a parameter of a route: `@Context() context: RequestContext`. */
export const Context = (): ParameterDecorator => PlainExchange(RequestContextPipe);

/** Like `Context`, for a route that accepts an idempotency key. */
export const KeyedContext = (): ParameterDecorator => KeyedExchange(RequestContextPipe);

/** Like `KeyedContext`, for a route that requires a key: 400 `idempotency_key_required` without one. */
export const KeyRequiredContext = (): ParameterDecorator => KeyRequiredExchange(RequestContextPipe);
