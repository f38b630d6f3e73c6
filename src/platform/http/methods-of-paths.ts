import { Injectable } from '@nestjs/common';

/** The methods of a path, used when no route fits to tell a wrong method (405) from a wrong path (404). */
@Injectable()
export class MethodsOfPaths {
  private readonly routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = [];

  /** @param route Fastify's form: `/api/guests/:id/balance`. Routes with a wildcard are pages and fit everything. */
  add(methods: string | readonly string[], route: string): void {
    if (route.includes('*')) return;
    const pattern = new RegExp(`^${route.split('/').map(segmentPattern).join('/')}/?$`);
    this.routes.push({ pattern, methods: typeof methods === 'string' ? [methods] : methods });
  }

  /** Sorted, without repetition; empty when no route has this path. */
  of(url: string): string[] {
    const path = url.split('?')[0] ?? '/';
    const methods = this.routes.filter((route) => route.pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

function segmentPattern(segment: string): string {
  return segment.startsWith(':') ? '[^/]+' : segment.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
