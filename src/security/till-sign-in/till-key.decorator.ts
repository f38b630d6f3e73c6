import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import { requestOf } from '../../platform/http/api-request';
import { looksLikeTillKey, TILL_KEY_HEADER } from './till-key.rules';

const header = ApiHeader({
  name: 'X-Till-Key',
  required: true,
  description: 'Key of the till: `lt_` and 256 random bits in base64url, made by the till itself and known to it alone',
  schema: { type: 'string', pattern: '^lt_[A-Za-z0-9_-]{43}$' },
});

/** The key of the calling till as a parameter of a route; null: the header is missing or of another form. */
export const TillKey = createParamDecorator(
  (_: unknown, context: ExecutionContext): string | null => {
    const key = requestOf(context).headers[TILL_KEY_HEADER];
    return typeof key === 'string' && looksLikeTillKey(key) ? key : null;
  },
  [
    (controller, method) => {
      const route = method === undefined ? undefined : Object.getOwnPropertyDescriptor(controller, method);
      if (method !== undefined && route !== undefined) header(controller, method, route);
    },
  ],
);
