import { RouteConfig } from '@nestjs/platform-fastify';

/** Adds members to the configuration of a route. A second `RouteConfig` on the route would replace the first. */
export function extendRoute(members: object): MethodDecorator {
  return (target, name, descriptor) => {
    const { KEY } = RouteConfig({});
    const before = Reflect.getMetadata(KEY, descriptor.value as object) as object | undefined;
    RouteConfig({ ...before, ...members })(target, name, descriptor);
  };
}
