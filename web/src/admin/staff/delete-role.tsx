import { NativeSelect } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { deleteRole, type OwnRole } from '../../entities/staff/role.api';
import { keyOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { bound } from '../../shared/ui/bound';
import { Question } from '../../shared/ui/question';

interface DeleteRoleProps {
  readonly role: OwnRole;
  readonly others: readonly OwnRole[];
  readonly onClose: () => void;
}

/** Deletes a role; its people get another one. */
export function DeleteRoleDialog({ role, others, onClose }: DeleteRoleProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const [replacement, setReplacement] = useState('cashier');
  const isUsed = role.people > 0 || role.groups > 0;
  const remove = useChange(deleteRole(role.id), async () => {
    await queries.invalidateQueries({ queryKey: keyOf('/api/roles') });
    await queries.invalidateQueries({ queryKey: keyOf('/api/users') });
    onClose();
  });
  return (
    <Question
      isGrave
      title={t('ownRoles.removeTitle', { name: role.name })}
      help={t('ownRoles.removeHelp', { people: role.people })}
      yes={t('ownRoles.removeYes')}
      of={remove}
      onYes={() => remove.mutate(isUsed ? replacement : undefined)}
      onClose={onClose}
    >
      {isUsed && (
        <NativeSelect
          label={t('ownRoles.replacement')}
          {...bound(replacement, setReplacement)}
          data={[
            { value: 'cashier', label: t('staff.roles.cashier') },
            { value: 'analyst', label: t('staff.roles.analyst') },
            ...others.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
    </Question>
  );
}
