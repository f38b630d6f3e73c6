import type { OpenAPIObject } from '@nestjs/swagger';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameters = NonNullable<Operation['parameters']>;
type Response = NonNullable<Operation['responses'][string]>;
type Headers = Exclude<Response, { readonly $ref: string }>['headers'];

/** Headers that operations share, defined once among the components. */
export const COMMON_PARAMETERS = {
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    required: false,
    description: "Language of texts for people: `ru` or `en`; left out: the network's language, else English",
    schema: { type: 'string' },
    example: 'en',
  },
  ActForNetwork: {
    name: 'X-Act-For-Network',
    in: 'header',
    required: false,
    description:
      'Id of the network for which the owner of the installation acts, begun by `POST /api/networks/{id}/act-for`',
    schema: { type: 'string', format: 'uuid' },
  },
} as const;

export const COMMON_HEADERS = {
  RequestId: {
    description:
      'Id of this request, as in the log: an id of the server and, behind a colon, the `X-Request-Id` that you sent',
    schema: { type: 'string' },
  },
  IdempotentReplayed: {
    description: '`true`: the call ran before under this key, and this is its stored response',
    schema: { type: 'string', enum: ['true'] },
  },
  RetryAfter: {
    description: 'Seconds after which the call may be tried again',
    schema: { type: 'integer', minimum: 1 },
  },
  RateLimitLimit: { description: 'Calls a second of this caller', schema: { type: 'integer', minimum: 1 } },
  RateLimitRemaining: { description: 'Calls that are left now', schema: { type: 'integer', minimum: 0 } },
  RateLimitReset: {
    description: 'Seconds after which all calls are available again',
    schema: { type: 'integer', minimum: 1 },
  },
} as const;

const parameter = (name: keyof typeof COMMON_PARAMETERS) => ({ $ref: `#/components/parameters/${name}` });
const header = (name: keyof typeof COMMON_HEADERS) => ({ $ref: `#/components/headers/${name}` });

const LIMIT_HEADERS = {
  'RateLimit-Limit': header('RateLimitLimit'),
  'RateLimit-Remaining': header('RateLimitRemaining'),
  'RateLimit-Reset': header('RateLimitReset'),
};

/** The request headers that an operation takes besides its own. */
export function commonParameters(permissions: readonly string[] | null): Parameters {
  const isOfStaff = permissions?.some((permission) => !permission.endsWith('.self')) === true;
  return [parameter('AcceptLanguage'), ...(isOfStaff ? [parameter('ActForNetwork')] : [])];
}

/** The headers that a response has besides its own. */
export function commonHeaders(status: string, isKeyed: boolean): Headers {
  return {
    'X-Request-Id': header('RequestId'),
    ...(isKeyed && status.startsWith('2') ? { 'Idempotent-Replayed': header('IdempotentReplayed') } : {}),
    ...(status === '429' || status === '503' ? { 'Retry-After': header('RetryAfter') } : {}),
    ...(status === '429' ? LIMIT_HEADERS : {}),
  };
}
