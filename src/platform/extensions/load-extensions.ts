import { settings } from '../settings/settings';
import type { Extension } from './extension';
import { packageNamed } from './package-named';

/** Loads the packages that `EXTENSIONS` names, in its order. @throws Error that names a package missing from the build */
export function loadExtensions(names: readonly string[] = settings.extensions): Promise<Extension[]> {
  return Promise.all(names.map(loadExtension));
}

async function loadExtension(name: string): Promise<Extension> {
  try {
    return (await packageNamed(name)).extension;
  } catch (error) {
    if (isMissing(error, name))
      throw new Error(`EXTENSIONS names "${name}", and there is no package of that name in this build.`, {
        cause: error,
      });
    throw error;
  }
}

/** Whether the package itself is missing. If it is there and lacks another module, only the stack of imports in the error names the package. */
function isMissing(error: unknown, name: string): boolean {
  const [sought = ''] = String(error).split('Require stack:');
  return sought.replaceAll('\\', '/').includes(`packages/${name}`);
}
