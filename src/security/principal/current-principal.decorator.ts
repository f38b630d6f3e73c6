import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../platform/http/api-request';
import type { AuthenticatedRequest, Origin } from './authenticated-request';
import type { Principal } from './principal';

/** Who asks. Only on routes with a permission: on a public one there is nobody, which is a bug of the route. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const principal = requestOf<AuthenticatedRequest>(context).user;
  if (principal === undefined) throw new Error('a public route asked for its principal');
  return principal;
});

/** From where the request came, for the audit and for limits by address. */
export const CurrentOrigin = createParamDecorator((_data: unknown, context: ExecutionContext): Origin => {
  const request = requestOf<AuthenticatedRequest>(context);
  return { address: request.ip, requestId: request.id };
});
