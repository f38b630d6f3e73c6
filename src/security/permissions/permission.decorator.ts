import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension } from '@nestjs/swagger';
import { ACCESS_EXTENSION } from '../../platform/http/public.decorator';
import type { Permission } from './permissions.rules';

export { Public, PUBLIC_METADATA } from '../../platform/http/public.decorator';

export const PERMISSION_METADATA = 'security:permissions';
export const ONLY_READS_METADATA = 'security:only-reads';
export const FROM_MEMORY_METADATA = 'security:from-memory';

/**
 * Opens a route to callers with one of these permissions. Name several only where the body decides which one counts,
 * and let the handler call `requirePermission` for that one.
 */
export const RequirePermission = (...permissions: [Permission, ...Permission[]]): ClassDecorator & MethodDecorator =>
  applyDecorators(SetMetadata(PERMISSION_METADATA, permissions), ApiExtension(ACCESS_EXTENSION, permissions));

/** Marks a POST route that only reads, so that an API key with a read scope may call it. */
export const OnlyReads = (): MethodDecorator => SetMetadata(ONLY_READS_METADATA, true);

/**
 * Marks a route that keeps its calls while the database is away: a caller whom this process knew is admitted then as it was
 * known last (`isUnchecked`), and the route judges later whether that still held.
 */
export const AdmitsFromMemory = (): MethodDecorator => SetMetadata(FROM_MEMORY_METADATA, true);
