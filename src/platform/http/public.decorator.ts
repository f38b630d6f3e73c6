import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The metadata key of a route that is open to everybody; the guards of the security layer read it. */
export const PUBLIC_METADATA = 'security:public';

/** The extension of the OpenAPI document that says who may call: a list of permissions, or `public`. */
export const ACCESS_EXTENSION = 'x-permissions';

/** Opens a route to everybody, within the limit of unauthenticated requests an address. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_METADATA, true), ApiExtension(ACCESS_EXTENSION, 'public'));
