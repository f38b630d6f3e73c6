import { settings } from '../../platform/settings/settings';

/** Our address for a provider's calls; `path` is the part behind `/api/hooks/`. Undefined without `PUBLIC_URL`. */
export function hookUrl(path: string): string | undefined {
  return settings.publicUrl === undefined ? undefined : `${settings.publicUrl.replace(/\/$/, '')}/api/hooks/${path}`;
}
