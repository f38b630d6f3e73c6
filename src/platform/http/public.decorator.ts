import { type CustomDecorator, SetMetadata } from '@nestjs/common';

/** The mark of a route that is open to everybody. The guards of the security layer look for it. */
export const PUBLIC_METADATA = 'security:public';

/** Opens a route to everybody, within the limit of unauthenticated requests an address. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_METADATA, true);
