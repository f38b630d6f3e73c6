import { Button, Checkbox, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeRole, type NewRole, type OwnRole, rolesQuery } from '../../entities/staff/role.api';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { actOf, keyOf, readOf } from '../../shared/api/calls';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useEdit } from '../../shared/api/use-edit';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Dialog } from '../../shared/ui/dialog';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Submit } from '../../shared/ui/submit';
import { permissionsOf, ROLE_PERMISSIONS, SUBJECTS } from '../../entities/staff/role-permissions';
import { WaitingDialog } from '../../entities/approval/waiting-dialog';
import classes from './staff.module.css';

const FIELDS = ['name', 'permissions', 'places', 'manualAtOnce', 'manualPerDay'];
const PLACES = ['CHOSEN', 'ALL'] as const;
const EMPTY: NewRole = { name: '', permissions: [], places: 'CHOSEN', manualAtOnce: null, manualPerDay: null };

interface RoleFormProps {
  readonly onClose: () => void;
}

/** Makes a role. */
export function NewRoleDialog({ onClose }: RoleFormProps) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const guarded = useGuarded();
  const [values, setValues] = useState<NewRole>(EMPTY);
  const [asked, setAsked] = useState(false);
  const make = useChange(actOf('POST', '/api/roles'), async (made) => {
    await queries.invalidateQueries({ queryKey: 'kind' in made ? keyOf('/api/approvals') : keyOf('/api/roles') });
    if (!('kind' in made)) onClose();
  });

  function submit(): void {
    setAsked(true);
    if (isWhole(values)) make.mutate(values);
  }

  if (make.data !== undefined && 'kind' in make.data)
    return <WaitingDialog title={t('ownRoles.newTitle')} onClose={onClose} />;
  return (
    <Dialog title={t('ownRoles.newTitle')} size="lg" onClose={onClose}>
      <Form maw={640} onSubmit={submit}>
        <RoleFields values={values} error={make.error} asked={asked} onChange={setValues} />
        {needsSecond(values, EMPTY, guarded) && <p className={classes.note}>{t('ownRoles.needsSecond')}</p>}
        <Submit of={make} marked={FIELDS} text={t('ownRoles.save')} />
      </Form>
    </Dialog>
  );
}

/** Changes a role; its people sign in again. */
export function RoleDialog({ role: { id, name }, onClose }: RoleFormProps & { readonly role: OwnRole }) {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const guarded = useGuarded();
  const [typed, setTyped] = useState<Partial<NewRole>>({});
  const [asked, setAsked] = useState(false);
  const edit = useEdit({
    read: readOf('/api/roles/{id}', { id }),
    send: changeRole(id),
    onDone: async (changed) => {
      await queries.invalidateQueries({ queryKey: 'kind' in changed ? keyOf('/api/approvals') : keyOf('/api/roles') });
      if (!('kind' in changed)) onClose();
    },
  });
  const { base, save } = edit;

  function form() {
    if (edit.readError !== null) return <FailureNotice error={edit.readError} />;
    if (base === undefined) return <Loading />;
    const { permissions, places, manualAtOnce, manualPerDay } = base;
    const values: NewRole = { name: base.name, permissions, places, manualAtOnce, manualPerDay, ...typed };
    return (
      <Form
        maw={640}
        onSubmit={() => {
          setAsked(true);
          if (isWhole(values)) save.mutate(values);
        }}
      >
        <RoleFields values={values} error={save.error} asked={asked} onChange={setTyped} />
        <p className={classes.note}>{t('ownRoles.endsSessions')}</p>
        {needsSecond(values, base, guarded) && <p className={classes.note}>{t('ownRoles.needsSecond')}</p>}
        <EditProblem
          edit={edit}
          subjectId={id}
          marked={FIELDS}
          show={(role) => ({
            [t('ownRoles.name')]: role.name,
            [t('ownRoles.permissions')]: role.permissions.map((one) => t(`permissions.${one}`)).join(', '),
          })}
        />
        <Button type="submit" loading={save.isPending}>
          {t('ownRoles.save')}
        </Button>
      </Form>
    );
  }

  if (save.data !== undefined && 'kind' in save.data)
    return <WaitingDialog title={t('ownRoles.changeTitle', { name })} onClose={onClose} />;
  return (
    <Dialog title={t('ownRoles.changeTitle', { name })} size="lg" onClose={onClose}>
      {form()}
    </Dialog>
  );
}

/** The permissions with which a role waits for a second person. */
function useGuarded(): readonly string[] {
  return useQuery(rolesQuery).data?.giving ?? [];
}

/** The server knows the limits of cashiers besides, and asks for a second person where a new limit is above. */
function needsSecond(values: NewRole, before: NewRole, guarded: readonly string[]): boolean {
  return guarded.some(
    (one) => values.permissions.some((has) => has === one) && !before.permissions.some((has) => has === one),
  );
}

interface RoleFieldsProps {
  readonly values: NewRole;
  readonly error: unknown;
  readonly asked: boolean;
  readonly onChange: (values: NewRole) => void;
}

function RoleFields({ values, error, asked, onChange }: RoleFieldsProps) {
  const { t } = useTranslation('admin');
  const { name, permissions, places } = values;

  /** The answer to a change of one subject, in the order of all. */
  function choose(of: readonly string[], chosen: readonly string[]): void {
    const kept = ROLE_PERMISSIONS.filter((one) =>
      of.includes(one) ? chosen.includes(one) : permissions.includes(one),
    );
    onChange({ ...values, permissions: kept });
  }

  return (
    <>
      <TextInput
        label={t('ownRoles.name')}
        maxLength={60}
        autoComplete="off"
        data-autofocus
        value={name}
        error={asked && name.trim() === '' ? t('ownRoles.nameNeeded') : mistakeAt(error, 'name')}
        onChange={(event) => onChange({ ...values, name: event.currentTarget.value })}
      />
      <Text c="dimmed">{t('ownRoles.permissionsHelp')}</Text>
      {SUBJECTS.map((subject) => {
        const all = permissionsOf(subject);
        return (
          <Checkbox.Group
            key={subject}
            label={t(`ownRoles.subject.${subject}`)}
            value={permissions.filter((one) => all.includes(one))}
            onChange={(chosen) => choose(all, chosen)}
          >
            <Stack gap={12} pt={8}>
              {all.map((one) => (
                <Checkbox key={one} value={one} label={t(`permissions.${one}`)} />
              ))}
            </Stack>
          </Checkbox.Group>
        );
      })}
      {asked && permissions.length === 0 && (
        <p role="alert" className={classes.note}>
          {t('ownRoles.permissionNeeded')}
        </p>
      )}
      <Radio.Group
        label={t('ownRoles.places')}
        value={places ?? 'CHOSEN'}
        onChange={(value) => onChange({ ...values, places: PLACES.find((one) => one === value) ?? 'CHOSEN' })}
      >
        <Stack gap={12} pt={8}>
          <Radio value="CHOSEN" label={t('ownRoles.placesChosen')} />
          <Radio value="ALL" label={t('ownRoles.placesAll')} />
        </Stack>
      </Radio.Group>
      {permissions.includes('manual.post') &&
        (['manualAtOnce', 'manualPerDay'] as const).map((field) => (
          <NumberInput
            key={field}
            label={t(`ownRoles.${field}`)}
            description={t('ownRoles.manualHelp')}
            min={0}
            max={1_000_000_000}
            allowDecimal={false}
            allowNegative={false}
            value={values[field] ?? ''}
            error={mistakeAt(error, field)}
            onChange={(value) => onChange({ ...values, [field]: typeof value === 'number' ? value : null })}
          />
        ))}
      <Text c="dimmed">{t('ownRoles.limits')}</Text>
    </>
  );
}

function isWhole({ name, permissions }: NewRole): boolean {
  return name.trim() !== '' && permissions.length > 0;
}
