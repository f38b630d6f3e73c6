import { SetMetadata } from '@nestjs/common';
import {
  OpenTo,
  Route as RouteOf,
  type RouteLine,
  Routes as RoutesOf,
  type RouteTexts,
} from '../../platform/http/route.decorator';
import type { Permission } from './permissions.rules';

export { Public, PUBLIC_METADATA } from '../../platform/http/public.decorator';
export { PERMISSION_METADATA } from '../../platform/http/route.decorator';

export const ONLY_READS_METADATA = 'security:only-reads';
export const FROM_MEMORY_METADATA = 'security:from-memory';

/** Declares a route in one place: method, path, permission, answers and texts. */
export const Route: (line: RouteLine, said: RouteTexts<Permission>) => MethodDecorator = RouteOf;

/** The routes of a class, with the permission of those that name none. */
export const Routes: (path: string, tag: string, permission?: RouteTexts<Permission>['permission']) => ClassDecorator =
  RoutesOf;

/** Opens the routes of a class to callers with one of these permissions. */
export const RequirePermission = (...permissions: [Permission, ...Permission[]]): ClassDecorator & MethodDecorator =>
  OpenTo(permissions);

/** Marks a POST route that only reads, so that API keys with a read scope may call it. */
export const OnlyReads = (): MethodDecorator => SetMetadata(ONLY_READS_METADATA, true);

/**
 * Marks a route that keeps calls while the database is away. It then admits callers whom this process knows from memory (`isUnchecked`), and later
 * checks whether they were still valid.
 */
export const AdmitsFromMemory = (): MethodDecorator => SetMetadata(FROM_MEMORY_METADATA, true);
