import { type CustomDecorator, SetMetadata } from '@nestjs/common';
import type { Permission } from './permissions.rules';

export const PERMISSION_METADATA = 'security:permissions';
export const PUBLIC_METADATA = 'security:public';

/**
 * Opens a route to whoever has one of these permissions. Name several only where the body decides which one counts,
 * and let the handler call `requirePermission` for that one.
 */
export const RequirePermission = (...permissions: [Permission, ...Permission[]]): CustomDecorator =>
  SetMetadata(PERMISSION_METADATA, permissions);

/** Opens a route to everybody, within the limit of unauthenticated requests an address. */
export const Public = (): CustomDecorator => SetMetadata(PUBLIC_METADATA, true);
