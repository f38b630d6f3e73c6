import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';

/** The mark of a route that is open to everybody. The guards of the security layer look for it. */
export const PUBLIC_METADATA = 'security:public';

/** Where the OpenAPI document says who may call: a list of permissions, or `public`. */
export const ACCESS_EXTENSION = 'x-permissions';

/** Opens a route to everybody, within the limit of unauthenticated requests an address. */
export const Public = (): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PUBLIC_METADATA, true), ApiExtension(ACCESS_EXTENSION, 'public'));
