import type { FieldTexts } from '../audit/differences.rules';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import type { Network } from './network-settings.api';
import { ACCOUNT_ROLES, type SettingEntry, GROUPS, type SettingPath } from './settings.fields';
import { valueAt } from './settings.rules';

const FIELDS = Object.values(GROUPS).flatMap((group): readonly SettingEntry<SettingPath>[] => group);

/** The settings as texts, to compare them with a colleague's change. */
export function useShownNetwork(): (network: Network) => FieldTexts {
  const { t } = useTranslation('admin');
  const format = useFormat();
  return (network) => ({
    ...Object.fromEntries(
      FIELDS.map(({ path, kind }) => [t(`settings.label.${path}`), textOf(kind, valueAt(network, path))]),
    ),
    ...Object.fromEntries(
      ACCOUNT_ROLES.map((role) => {
        const { code, name } = network.settings.accounting.accounts[role];
        return [t(`settings.account.${role}`), `${code} ${name}`];
      }),
    ),
  });

  function textOf(kind: SettingEntry['kind'], value: unknown): string {
    if (value === null) return t('settings.noLimit');
    if (Array.isArray(value))
      return value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(', ');
    if (typeof value === 'boolean') return t(value ? 'settings.yes' : 'settings.no');
    if (typeof value === 'string') return value;
    if (typeof value !== 'number') return JSON.stringify(value);
    if (kind === 'money') return format.money(value);
    return kind === 'share' ? format.share(value) : format.number(value);
  }
}
