import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import {
  FROM_MEMORY_METADATA,
  ONLY_READS_METADATA,
  PERMISSION_METADATA,
  PUBLIC_METADATA,
} from './permission.decorator';
import { isTillAct, type Permission } from './permissions.rules';

/** Access to a route, by its decorators. */
export interface Access {
  readonly isPublic: boolean;
  /** The caller needs one of these; null closes a route that is not public. */
  readonly permissions: readonly Permission[] | null;
  /** Whether calls count towards the network's limit of till acts a second. */
  readonly isTillAct: boolean;
  /** Whether the route only reads, whatever its method. */
  readonly onlyReads: boolean;
  /** Whether callers are admitted from memory while the database is away. */
  readonly isFromMemory: boolean;
}

/** Reads the decorators of each route once, because both guards need them at every request. */
@Injectable()
export class RouteAccess {
  private readonly ofRoutes = new WeakMap<object, WeakMap<object, Access>>();

  constructor(private readonly reflector: Reflector) {}

  of(context: ExecutionContext): Access {
    const [route, controller] = [context.getHandler(), context.getClass()];
    return this.ofRoutes.get(controller)?.get(route) ?? this.read(route, controller);
  }

  private read(
    route: ReturnType<ExecutionContext['getHandler']>,
    controller: ReturnType<ExecutionContext['getClass']>,
  ): Access {
    const targets = [route, controller];
    const permissions =
      this.reflector.getAllAndOverride<readonly Permission[] | undefined>(PERMISSION_METADATA, targets) ?? null;
    const access: Access = {
      isPublic: this.reflector.getAllAndOverride<boolean | undefined>(PUBLIC_METADATA, targets) === true,
      permissions,
      isTillAct: permissions !== null && isTillAct(permissions),
      onlyReads: this.reflector.get<boolean | undefined>(ONLY_READS_METADATA, route) === true,
      isFromMemory: this.reflector.get<boolean | undefined>(FROM_MEMORY_METADATA, route) === true,
    };
    const ofController = this.ofRoutes.get(controller) ?? new WeakMap<object, Access>();
    this.ofRoutes.set(controller, ofController.set(route, access));
    return access;
  }
}
