import { NativeSelect } from '@mantine/core';
import { useTranslation } from '../../../shared/i18n/use-translation';

const ROLES = ['ADULT', 'CHILD'] as const;
export type JoiningRole = (typeof ROLES)[number];

interface RoleFieldProps {
  readonly role: JoiningRole;
  readonly onChange: (role: JoiningRole) => void;
}

/** The role with which a guest joins a family. */
export function RoleField({ role, onChange }: RoleFieldProps) {
  const { t } = useTranslation('admin');
  return (
    <NativeSelect
      label={t('family.role.label')}
      description={t(`family.role.help.${role}`)}
      value={role}
      onChange={(event) => onChange(event.currentTarget.value === 'CHILD' ? 'CHILD' : 'ADULT')}
      data={ROLES.map((value) => ({ value, label: t(`family.role.${value}`) }))}
    />
  );
}
