import type { Extension } from './extension';

/**
 * The package of this name among those that the build has compiled. The server names none of them; `scripts/bundle.mjs` puts in
 * place of this file one with the packages of the bundle.
 *
 * @throws Error that names `packages/<name>` when the build has none
 */
export function packageNamed(name: string): Promise<{ readonly extension: Extension }> {
  return import(`loyalty-platform/packages/${name}`) as Promise<{ readonly extension: Extension }>;
}
