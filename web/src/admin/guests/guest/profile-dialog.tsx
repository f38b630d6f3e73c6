import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { LANGUAGE_NAMES, WHOLE_LANGUAGES } from '../../../generated/words/words';
import { EditProblem } from '../../../entities/audit/changed-meanwhile';
import type { Guest, GuestChange } from '../../../entities/guest/guest.api';
import { editOf, readOf } from '../../../shared/api/calls';
import { mistakeAt } from '../../../shared/api/problem';
import { useEdit } from '../../../shared/api/use-edit';
import { useTranslation } from '../../../shared/i18n/use-translation';
import { Form } from '../../../shared/ui/form';
import { useNetwork } from '../../../shared/network/network';
import { Dialog } from '../../../shared/ui/dialog';
import { PhoneInput, usePhone } from '../../../shared/ui/phone-input';
import { FailureNotice } from '../../../shared/ui/problem-notice';
import { DateField } from '../../../shared/ui/dates/date-field';

const FIELDS = ['name', 'phone', 'email', 'birthDate', 'locale', 'externalId', 'note'] as const;
type ProfileField = (typeof FIELDS)[number];

interface ProfileDialogProps {
  readonly guest: Guest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** Edits a guest's profile. Sends only changed fields, so that colleagues do not undo each other's work. */
export function ProfileDialog({ guest, onDone, onClose }: ProfileDialogProps) {
  const { t } = useTranslation('admin');
  const [typed, setTyped] = useState<Partial<Record<ProfileField, string>>>({});
  const edit = useEdit({
    read: readOf('/api/guests/{id}', { id: guest.id }),
    send: editOf('PATCH', '/api/guests/{id}', { id: guest.id }),
    onDone,
    initial: guest,
  });
  const { base = guest, save } = edit;
  const values = { ...valuesOf(base), ...typed };
  const change = changeOf(valuesOf(base), values);
  const phone = usePhone(useNetwork().country);

  function submit(): void {
    const number = phone.take();
    if (number === null && !phone.isEmpty) return;
    const whole = number === null ? change : { ...change, phone: number };
    if (Object.keys(whole).length === 0) onClose();
    else save.mutate(whole);
  }

  const field = (name: ProfileField) => ({
    value: values[name],
    error: mistakeAt(save.error, name),
    autoComplete: 'off',
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      setTyped((before) => ({ ...before, [name]: currentTarget.value })),
  });

  return (
    <Dialog title={t('profile.edit')} onClose={onClose}>
      <Form gap={12} onSubmit={submit}>
        <TextInput {...field('name')} label={t('guests.name')} maxLength={200} data-autofocus />
        {guest.phone === null && (
          <PhoneInput
            label={t('guests.phone')}
            description={t('profile.phoneHelp')}
            phone={phone}
            error={mistakeAt(save.error, 'phone')}
          />
        )}
        <TextInput {...field('email')} type="email" inputMode="email" label={t('profile.email')} maxLength={254} />
        <DateField
          {...field('birthDate')}
          onChange={(birthDate) => setTyped((before) => ({ ...before, birthDate }))}
          label={t('profile.birthDate')}
          description={t('profile.birthDateHelp')}
        />
        <NativeSelect
          {...field('locale')}
          label={t('profile.locale')}
          description={t('profile.localeHelp')}
          data={[
            { value: '', label: t('profile.localeOfNetwork') },
            ...WHOLE_LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          ]}
        />
        <TextInput
          {...field('externalId')}
          label={t('profile.externalId')}
          description={t('profile.externalIdHelp')}
          maxLength={200}
        />
        <Textarea
          {...field('note')}
          label={t('guest.note')}
          description={t('profile.noteHelp')}
          autosize
          minRows={2}
          maxLength={1_000}
        />
        <FailureNotice error={edit.readError} />
        <EditProblem
          edit={edit}
          subjectId={guest.id}
          marked={FIELDS}
          show={(now) => ({
            [t('guests.name')]: now.name ?? '',
            [t('guests.phone')]: now.phone ?? '',
            [t('profile.email')]: now.email ?? '',
            [t('profile.birthDate')]: now.birthDate ?? '',
            [t('profile.locale')]: now.locale ?? '',
            [t('profile.externalId')]: now.externalId ?? '',
            [t('guest.note')]: now.note ?? '',
          })}
        />
        <Button type="submit" disabled={!edit.isReady} loading={save.isPending}>
          {t('profile.save')}
        </Button>
      </Form>
    </Dialog>
  );
}

function valuesOf(guest: Guest): Record<ProfileField, string> {
  return Object.fromEntries(FIELDS.map((name) => [name, guest[name] ?? ''])) as Record<ProfileField, string>;
}

/** An empty field deletes its value. */
function changeOf(
  before: Readonly<Record<ProfileField, string>>,
  values: Readonly<Record<ProfileField, string>>,
): GuestChange {
  const changed = FIELDS.filter((name) => values[name].trim() !== before[name]);
  return Object.fromEntries(changed.map((name) => [name, values[name].trim() === '' ? null : values[name].trim()]));
}
