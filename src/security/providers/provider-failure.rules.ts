import * as oidc from 'openid-client';
import { connectionFailureOf } from '../../platform/http/outgoing/guarded-agents';
import { ProblemError } from '../../platform/problems/problem';

/** Why a provider could not be reached. */
export const UNREACHABLE_REASONS = [
  'address_not_allowed',
  'certificate',
  'no_connection',
  'timeout',
  'not_a_provider',
] as const;
/** Why a provider's answer is refused. */
export const REFUSED_REASONS = [
  'denied',
  'issuer',
  'client',
  'code',
  'token',
  'expired',
  'keys',
  'provider_error',
] as const;

type UnreachableReason = (typeof UNREACHABLE_REASONS)[number];
export type ProviderReason = UnreachableReason | (typeof REFUSED_REASONS)[number];

const CLIENT_ERRORS = new Set(['invalid_client', 'unauthorized_client']);
const OAUTH_REASONS: Readonly<Record<string, ProviderReason>> = {
  OAUTH_TIMEOUT: 'timeout',
  OAUTH_ABORT: 'timeout',
  OAUTH_PARSE_ERROR: 'not_a_provider',
  OAUTH_RESPONSE_IS_NOT_JSON: 'not_a_provider',
  OAUTH_RESPONSE_IS_NOT_CONFORM: 'not_a_provider',
  OAUTH_HTTP_REQUEST_FORBIDDEN: 'address_not_allowed',
  OAUTH_REQUEST_PROTOCOL_FORBIDDEN: 'address_not_allowed',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'issuer',
  OAUTH_MISSING_SERVER_METADATA: 'not_a_provider',
  OAUTH_INVALID_SERVER_METADATA: 'not_a_provider',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'expired',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'token',
  OAUTH_KEY_SELECTION_FAILED: 'keys',
  OAUTH_INVALID_RESPONSE: 'token',
  OAUTH_UNSUPPORTED_OPERATION: 'keys',
};

/** The provider publishes no keys. */
export class NoKeys extends Error {}

/** Why a call to the provider did not identify a person: a code for which the page has words. */
export function reasonOf(error: unknown): ProviderReason {
  if (error instanceof oidc.AuthorizationResponseError)
    return error.error === 'access_denied' ? 'denied' : 'provider_error';
  if (error instanceof oidc.ResponseBodyError) {
    if (CLIENT_ERRORS.has(error.error) || error.status === 401) return 'client';
    return error.error === 'invalid_grant' ? 'code' : 'provider_error';
  }
  // A challenge in the answer about a user concerns the token; in any other answer it concerns the client.
  if (error instanceof oidc.WWWAuthenticateChallengeError)
    return error.cause.some(({ scheme }) => scheme === 'bearer') ? 'token' : 'client';
  if (error instanceof oidc.ClientError) {
    const known = error.code === undefined ? undefined : OAUTH_REASONS[error.code];
    if (known !== undefined) return known;
    return error.code === undefined && error.cause !== undefined ? reasonOfConnection(error.cause) : 'provider_error';
  }
  return error instanceof NoKeys ? 'keys' : reasonOfConnection(error);
}

/** 503 where the provider can't be reached, else 401, each with its reason. */
export function problemOf(error: unknown): ProblemError {
  const reason = reasonOf(error);
  return new ProblemError(isUnreachable(reason) ? 'provider_unreachable' : 'provider_refused', { reason });
}

function isUnreachable(reason: ProviderReason): boolean {
  return (UNREACHABLE_REASONS as readonly ProviderReason[]).includes(reason);
}

/** Recognised by name and code, because errors of system calls may come from another realm. */
function reasonOfConnection(error: unknown): ProviderReason {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return typeof code === 'string' ? connectionFailureOf(error) : 'not_a_provider';
}
