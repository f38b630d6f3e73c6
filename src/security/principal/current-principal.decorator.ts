import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { requestOf } from '../../platform/http/api-request';
import { type AuthenticatedRequest, type Origin, originOf, principalOf } from './authenticated-request';
import { networkOf, type Principal, wholeNetworkOf } from './principal';

/** The caller as a parameter of a route: `@CurrentPrincipal() principal: Principal`. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal =>
  principalOf(requestOf<AuthenticatedRequest>(context)),
);

/** The network of the caller as a parameter of a route of a network: `@NetworkId() networkId: string`. */
export const NetworkId = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  networkOf(principalOf(requestOf<AuthenticatedRequest>(context))),
);

/** The same for what is of all its restaurants together. @throws ProblemError `forbidden` for staff who work in some of them */
export const WholeNetworkId = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  wholeNetworkOf(principalOf(requestOf<AuthenticatedRequest>(context))),
);

/** The origin of the request as a parameter of a route: `@CurrentOrigin() origin: Origin`. */
export const CurrentOrigin = createParamDecorator((_: unknown, context: ExecutionContext): Origin =>
  originOf(requestOf<AuthenticatedRequest>(context)),
);
