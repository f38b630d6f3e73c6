import { type Permission, useMay } from '../../../entities/session/use-may-manage';
import { useTranslation } from '../../../shared/i18n/use-translation';
import type { PaletteEntry } from './entries.rules';

/** Acts that begin at an address: a form of its own, or a page that opens its form. */
const ACTS = [
  { path: '/guests?new=true', word: 'guest', permission: 'guest.register' },
  { path: '/campaigns/new', word: 'campaign', permission: 'campaigns.manage' },
  { path: '/automations?new=true', word: 'automation', permission: 'campaigns.manage' },
  { path: '/messages/templates/new', word: 'template', permission: 'campaigns.manage' },
  { path: '/segments/new', word: 'segment', permission: 'segments.manage' },
  { path: '/rewards/new', word: 'reward', permission: 'rewards.manage' },
  { path: '/programs?new=true', word: 'draft', permission: 'program.manage' },
  { path: '/menu?new=true', word: 'menuItem', permission: 'menu.manage' },
  { path: '/cases?new=true', word: 'case', permission: 'cases.manage' },
  { path: '/restaurants?new=true', word: 'restaurant', permission: 'staff.manage' },
  { path: '/staff?new=true', word: 'colleague', permission: 'staff.manage' },
  { path: '/api-keys?new=true', word: 'key', permission: 'keys.manage' },
] as const satisfies readonly { path: string; word: string; permission: Permission }[];

/** The acts that the person may begin. */
export function useActs(): readonly PaletteEntry[] {
  const { t } = useTranslation('admin');
  const may = useMay();
  return ACTS.filter(({ permission }) => may(permission)).map(({ path, word }): PaletteEntry => ({
    kind: 'act',
    path,
    label: t(`palette.act.${word}`),
  }));
}
