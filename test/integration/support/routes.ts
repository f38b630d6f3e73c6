import { type INestApplicationContext, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants';
import { ModulesContainer } from '@nestjs/core';
import {
  ONLY_READS_METADATA,
  PERMISSION_METADATA,
  PUBLIC_METADATA,
} from '../../../src/security/permissions/permission.decorator';
import type { Permission, Use } from '../../../src/security/permissions/permissions.rules';

/** A route as its controller declares it. */
export interface Route {
  readonly method: string;
  /** With `:id` for its parameters, without the prefix of the API. */
  readonly path: string;
  readonly permissions: readonly Permission[];
  readonly isPublic: boolean;
  readonly use: Use;
}

/** Every route of every controller of the application, sorted. */
export function listRoutes(app: INestApplicationContext): Route[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? routesOf(metatype) : []))
    .sort((a, b) => `${a.path} ${a.method}`.localeCompare(`${b.path} ${b.method}`));
}

function routesOf(controller: CallableFunction): Route[] {
  const prototype = controller.prototype as Record<string, unknown>;
  const bases = pathsOf(controller);
  return Object.getOwnPropertyNames(prototype).flatMap((name) => {
    const handler = Object.getOwnPropertyDescriptor(prototype, name)?.value as object | undefined;
    if (
      name === 'constructor' ||
      typeof handler !== 'function' ||
      Reflect.getMetadata(PATH_METADATA, handler) === undefined
    )
      return [];
    const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod];
    const of = (key: string): unknown => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, controller);
    return bases.flatMap((base) =>
      pathsOf(handler).map((path) => ({
        method,
        path: `/${[base, path]
          .map((part) => part.replace(/^\/|\/$/g, ''))
          .filter((part) => part !== '')
          .join('/')}`,
        permissions: (of(PERMISSION_METADATA) ?? []) as Permission[],
        isPublic: of(PUBLIC_METADATA) === true,
        use: method === 'GET' || of(ONLY_READS_METADATA) === true ? 'read' : 'write',
      })),
    );
  });
}

function pathsOf(target: object): string[] {
  return [Reflect.getMetadata(PATH_METADATA, target) as string | string[]].flat();
}
