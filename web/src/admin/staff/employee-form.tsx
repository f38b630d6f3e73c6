import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { LANGUAGE_NAMES } from '../../generated/words/words';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { changeEmployee, type Employee, type EmployeeChange } from '../../entities/staff/staff.api';
import { keyOf, readOf } from '../../shared/api/calls';
import { useEdit } from '../../shared/api/use-edit';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { EMPLOYEE_FIELDS, EmployeeFields, type EmployeeValues } from './employee-fields';
import classes from './staff.module.css';
import { usePlaceNames } from './use-place-names';

interface EmployeeFormProps {
  readonly employee: Employee;
  readonly isOwn: boolean;
}

/** Edits an employee's data and rights. */
export function EmployeeForm({ employee: { id }, isOwn }: EmployeeFormProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const placesOf = usePlaceNames();
  const [typed, setTyped] = useState<Partial<EmployeeValues>>({});
  const [said, setSaid] = useState<'saved' | 'waits' | null>(null);
  const edit = useEdit({
    read: readOf('/api/users/{id}', { id }),
    send: changeEmployee(id),
    onDone: async (answer) => {
      const waits = 'kind' in answer;
      setSaid(waits ? 'waits' : 'saved');
      setTyped({});
      edit.goOnFrom(await edit.read());
      await queries.invalidateQueries({ queryKey: keyOf('/api/users') });
    },
  });
  const { base, save } = edit;
  if (edit.readError !== null) return <FailureNotice error={edit.readError} />;
  if (base === undefined) return <Loading />;

  const values: EmployeeValues = { ...base, ...typed };
  const change = changeOf(base, values);
  const isSame = Object.keys(change).length === 0;
  const endsSessions =
    change.role !== undefined ||
    change.ownRoleId !== undefined ||
    change.restaurantIds !== undefined ||
    change.restaurantGroupId !== undefined;

  function submit(): void {
    setSaid(null);
    if (!isSame) save.mutate(change);
  }

  return (
    <Panel title={t('staff.profile')}>
      <Form maw={640} onSubmit={submit}>
        <Text c="dimmed">{t('staff.signsInWith', { email: base.email })}</Text>
        <EmployeeFields
          values={values}
          error={save.error}
          isOwn={isOwn}
          needsSecond={
            values.role !== base.role
              ? values.role === 'manager' || base.role === 'manager'
              : values.role === 'manager' && base.restaurantGroupId !== values.restaurantGroupId
          }
          onChange={(changed) => {
            setSaid(null);
            setTyped((before) => ({ ...before, ...changed }));
          }}
        />
        {endsSessions && <p className={classes.note}>{t('staff.endsSessions')}</p>}
        <EditProblem
          edit={edit}
          subjectId={id}
          marked={EMPLOYEE_FIELDS}
          show={(person) => ({
            [t('staff.name')]: person.name,
            [t('staff.role')]: t(`staff.roles.${person.role}`),
            [t('nav.restaurants')]: placesOf(person),
            [t('staff.language')]: person.locale === null ? '' : LANGUAGE_NAMES[person.locale],
            [t('staff.status')]: t(person.disabledAt === null ? 'staff.isActive' : 'staff.isBlocked'),
          })}
        />
        {said !== null && <p role="status">{t(said === 'saved' ? 'staff.saved' : 'changes.waits')}</p>}
        <Button type="submit" disabled={isSame} loading={save.isPending}>
          {t('staff.save')}
        </Button>
      </Form>
    </Panel>
  );
}

/** Sends only changed fields. */
function changeOf(
  before: Employee,
  { name, role, ownRoleId, restaurantIds, restaurantGroupId, locale }: EmployeeValues,
): EmployeeChange {
  const places = (ids: readonly string[]) => [...ids].sort().join();
  return {
    ...(name.trim() !== before.name && { name: name.trim() }),
    ...(role !== before.role && { role }),
    ...(role === 'cashier' && ownRoleId !== before.ownRoleId && { ownRoleId }),
    ...(role === 'cashier' &&
      (before.role !== 'cashier' || places(restaurantIds) !== places(before.restaurantIds)) && {
        restaurantIds: [...restaurantIds],
      }),
    ...(role === 'manager' && restaurantGroupId !== before.restaurantGroupId && { restaurantGroupId }),
    ...(locale !== before.locale && { locale }),
  };
}
