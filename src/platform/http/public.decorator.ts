import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The metadata key of a public route, which the guards of the security layer read. */
export const PUBLIC_METADATA = 'security:public';

/** The OpenAPI extension that says who may call an operation: a list of permissions, or `public`. */
export const ACCESS_EXTENSION = 'x-permissions';

/** Makes a route public, within the rate limit that each address has without a sign-in. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_METADATA, true), ApiExtension(ACCESS_EXTENSION, 'public'));
