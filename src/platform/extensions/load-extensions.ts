import { settings } from '../settings/settings';
import type { Extension } from './extension';
import { packageNamed } from './package-named';

/** The packages that `EXTENSIONS` names, in its order. @throws Error that names one which the build does not have */
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

/** A package that is there may lack another one, which is another fault: then its own name stands in the stack of imports alone. */
function isMissing(error: unknown, name: string): boolean {
  const [sought = ''] = String(error).split('Require stack:');
  return sought.replaceAll('\\', '/').includes(`packages/${name}`);
}
