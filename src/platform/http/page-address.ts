import { settings } from '../settings/settings';

/** The address at which people open a page of this installation, such as `/admin`. */
export function pageAddress(path: string): string {
  return `${(settings.publicUrl ?? `http://localhost:${String(settings.port)}`).replace(/\/$/, '')}${path}`;
}
