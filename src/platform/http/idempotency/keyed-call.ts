import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { type ApiReply, type ApiRequest, replyOf, type RequestCaller, requestOf } from '../api-request';
import { keyOf, MAX_KEY_LENGTH, requiredKeyOf, REPLAYED_HEADER } from '../key-header';
import { requestHashOf } from './request-hash';

/** A changing call with its idempotency key. */
export interface KeyedCall {
  /** Null: the caller sent no key, so each repetition runs again. */
  readonly key: string | null;
  /** The space of the key: a guest account or an integration; null: the staff of the network, who share one space. */
  readonly space: string | null;
  /** The caller: secrets that are shown once are replayed to the same caller alone. Null for a public route. */
  readonly makerId: string | null;
  /** 32 bytes in hexadecimal, over method, canonical path and parsed body. */
  readonly requestHash: string;
  readonly requestId: string;
  /** The `ETag` that the caller read of what it changes; left out or null: it changes whatever is there. */
  readonly ifMatch?: string | null;
  /** Marks the answer as a replay of the first answer, with its status. */
  replayed(status: number): void;
  /** Sets a status other than the route's own, as 202 for an act that waits. */
  answered(status: number): void;
}

/** A call's key and hash as a parameter of a route: `@Keyed() call: KeyedCall`, for `KeyedCalls.run`. */
export const Keyed = createParamDecorator(
  (_: unknown, context: ExecutionContext) => callOf(context, false),
  [documentKey(false)],
);

/** The same where the call refuses to run without a key: 400 `idempotency_key_required`. */
export const KeyRequired = createParamDecorator(
  (_: unknown, context: ExecutionContext) => callOf(context, true),
  [documentKey(true)],
);

/** The key's header in the OpenAPI document of a route that reads the call by itself (`keyedCallOf`). */
export function DeclaredKey(required: boolean): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required,
    description: 'Makes the call happen once, however often it is sent',
    schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH },
  });
}

/** The same on the route whose parameter this is. */
export function documentKey(required: boolean): ParameterDecorator {
  const header = DeclaredKey(required);
  return (controller, method) => {
    if (method === undefined) return;
    const route = Object.getOwnPropertyDescriptor(controller, method);
    if (route !== undefined) header(controller, method, route);
  };
}

function callOf(context: ExecutionContext, required: boolean): KeyedCall {
  return keyedCallOf(requestOf(context), replyOf(context), required);
}

/** @throws ProblemError `idempotency_key_invalid`, and `idempotency_key_required` where it must have one */
export function keyedCallOf(request: ApiRequest, reply: ApiReply, required: boolean): KeyedCall {
  return {
    key: required ? requiredKeyOf(request.headers) : keyOf(request.headers),
    ...spaceOf(request.user),
    get requestHash() {
      return requestHashOf(request.method, request.url, request.body);
    },
    requestId: request.id,
    ifMatch: request.headers['if-match'] ?? null,
    answered: (status) => void reply.code(status),
    replayed: (status) => void reply.code(status).header(REPLAYED_HEADER, 'true'),
  };
}

/** The space of keys of a caller (ledger.md, rule 5); an integration's outlives each of its API keys. */
function spaceOf(caller: RequestCaller | undefined): Pick<KeyedCall, 'space' | 'makerId'> {
  if (caller === undefined || caller.kind === 'user') return { space: null, makerId: caller?.id ?? null };
  const id = caller.integrationId ?? caller.id;
  return { space: id, makerId: id };
}
