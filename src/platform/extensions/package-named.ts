import type { Extension } from './extension';

/**
 * Imports the package of this name from the build. In the bundle, `scripts/bundle.mjs` replaces this file with one that lists the
 * bundle's packages.
 *
 * @throws Error that names `packages/<name>` when the build has none
 */
export function packageNamed(name: string): Promise<{ readonly extension: Extension }> {
  return import(`loyalty-platform/packages/${name}`) as Promise<{ readonly extension: Extension }>;
}
