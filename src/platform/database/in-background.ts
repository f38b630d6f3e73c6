import type { ModuleRef } from '@nestjs/core';
import 'reflect-metadata';

/** Nest's mark of the classes that have `Injectable`. */
const INJECTABLE = '__injectable__';

const twins = new WeakMap<object, object>();

/**
 * The same service for work that may be late: the service and all services injected into it, directly or not, use the connections and limits of
 * background work (`Database.inBackground`). All other fields are those of the service, so that caches and queues stay shared. A service that works
 * for callers and for background work together has a property `inBackground`: what background work gets instead.
 */
export function inBackground<Service extends object>(service: Service): Service {
  const known = twins.get(service);
  if (known !== undefined) return known as Service;
  const twin = twinOf(service);
  twins.set(service, twin);
  twins.set(twin, twin);
  return twin as Service;
}

function twinOf(service: object): object {
  if ('inBackground' in service) return service.inBackground as object;
  if (!reachesDatabase(service, new Set())) return service;
  if (isModuleRef(service)) {
    const get = (...asked: Parameters<ModuleRef['get']>): unknown => forBackground(service.get(...asked));
    return Object.create(service, { get: { value: get } }) as object;
  }
  const twin = Object.create(service) as object;
  for (const field of Reflect.ownKeys(service))
    Object.defineProperty(twin, field, {
      get: () => forBackground(Reflect.get(service, field)),
      set: (value: unknown) => void Reflect.set(service, field, value),
    });
  // A field added later would exist on the twin only, so adding one throws.
  return Object.preventExtensions(twin);
}

function reachesDatabase(service: object, seen: Set<object>): boolean {
  if ('inBackground' in service || isModuleRef(service)) return true;
  seen.add(service);
  const fields = Object.values(service).flatMap((field: unknown) => field);
  return fields.some((field) => isService(field) && !seen.has(field) && reachesDatabase(field, seen));
}

/** The value of a field for background work: a service, or each service of a list, is replaced by its twin. */
function forBackground(value: unknown): unknown {
  if (Array.isArray(value)) return isService(value[0]) ? value.map(forBackground) : value;
  return isService(value) ? inBackground(value) : value;
}

function isService(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return (
    twins.has(value) ||
    'inBackground' in value ||
    isModuleRef(value) ||
    (typeof value.constructor === 'function' && Reflect.hasMetadata(INJECTABLE, value.constructor))
  );
}

/** Nest's own class would load all of Nest, which a program that only decides does not need. */
function isModuleRef(value: object): value is ModuleRef {
  return 'introspect' in value && 'resolve' in value;
}
