import { Injectable } from '@nestjs/common';

/** The methods of each path. When no route fits, they distinguish a wrong method (405) from a wrong path (404). */
@Injectable()
export class MethodsOfPaths {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** @param route in Fastify's form: `/api/guests/:id/balance`. A route with a wildcard serves pages and fits any path */
  add(methods: string | readonly string[], route: string): void {
    if (route.includes('*')) return;
    const pattern = new RegExp(`^${route.split('/').map(segmentPattern).join('/')}/?$`);
    this.routes.push({ pattern, methods: typeof methods === 'string' ? [methods] : methods });
  }

  /** The methods of a path, sorted, each once; empty where no route has the path. */
  of(url: string): string[] {
    const path = url.split('?')[0] ?? '/';
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

function segmentPattern(segment: string): string {
  return segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
