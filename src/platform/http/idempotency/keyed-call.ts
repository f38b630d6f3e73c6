import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { type ApiReply, type ApiRequest, replyOf, type RequestCaller, requestOf } from '../api-request';
import { keyOf, MAX_KEY_LENGTH, requiredKeyOf, REPLAYED_HEADER } from '../key-header';
import { requestHashOf } from './request-hash';

/** A changing call with its idempotency key. */
export interface KeyedCall {
  /** Null: the caller sent no key, so a repeated call runs again. */
  readonly key: string | null;
  /** Keys are unique within a space: the id of a guest account or an integration; null: the one space of the network's staff. */
  readonly space: string | null;
  /** The caller. A replay shows one-time secrets to the same caller only. Null for a public route. */
  readonly makerId: string | null;
  /** The hash of method, canonical path and parsed body: 32 bytes in hexadecimal. */
  readonly requestHash: string;
  readonly requestId: string;
  /** The `ETag` that the caller read before the change; left out or null: the change is unconditional. */
  readonly ifMatch?: string | null;
  /** Marks the response as a replay of the first one, and gives it the first one's status. */
  replayed(status: number): void;
  /** Sets a status other than the route's usual one, such as 202 for an act that waits for approval. */
  answered(status: number): void;
}

/** The call's key and hash as a parameter of a route, for `KeyedCalls.run`: `@Keyed() call: KeyedCall`. */
export const Keyed = createParamDecorator(
  (_: unknown, context: ExecutionContext) => callOf(context, false),
  [documentKey(false)],
);

/** Like `Keyed`, for a route that requires a key: 400 `idempotency_key_required` without one. */
export const KeyRequired = createParamDecorator(
  (_: unknown, context: ExecutionContext) => callOf(context, true),
  [documentKey(true)],
);

/** Describes the key's header in the OpenAPI document, for a route that reads the key itself (`keyedCallOf`). */
export function DeclaredKey(required: boolean): MethodDecorator {
  return ApiHeader({
    name: 'Idempotency-Key',
    required,
    description: 'Makes the call happen once, however often it is sent',
    schema: { type: 'string', minLength: 1, maxLength: MAX_KEY_LENGTH },
  });
}

/** Describes the key's header of the route to which this parameter belongs. */
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

/** @throws ProblemError `idempotency_key_invalid`, and `idempotency_key_required` where the route requires a key */
export function keyedCallOf(request: ApiRequest, reply: ApiReply, required: boolean): KeyedCall {
  let requestHash: string | undefined;
  return {
    key: required ? requiredKeyOf(request.headers) : keyOf(request.headers),
    ...spaceOf(request.user),
    get requestHash() {
      return (requestHash ??= requestHashOf(request.method, request.url, request.body));
    },
    requestId: request.id,
    ifMatch: request.headers['if-match'] ?? null,
    answered: (status) => void reply.code(status),
    replayed: (status) => void reply.code(status).header(REPLAYED_HEADER, 'true'),
  };
}

/** The key space of a caller (ledger.md, rule 5). An integration keeps its space when its API key is replaced. */
function spaceOf(caller: RequestCaller | undefined): Pick<KeyedCall, 'space' | 'makerId'> {
  if (caller === undefined || caller.kind === 'user') return { space: null, makerId: caller?.id ?? null };
  const id = caller.integrationId ?? caller.id;
  return { space: id, makerId: id };
}
