import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeOwnProfile } from '../../entities/guest-account/guest-account.api';
import { type Guest, guestKeys, guestQuery } from '../../entities/guest/guest.api';
import { mistakeAt } from '../../shared/api/problem';
import { useChange } from '../../shared/api/use-change';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Panel } from '../../shared/ui/page';
import { ProblemNotice, useProblemWords } from '../../shared/ui/problem-notice';
import classes from './settings-page.module.css';

/** Name, e-mail, birthday and the language of messages. */
export function Profile({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const words = useProblemWords();
  const guest = useQuery(guestQuery(guestId));
  return (
    <Panel title={t('profile.title')}>
      {guest.isError && <ProblemNotice words={words(guest.error)} retry={guest} />}
      {guest.isPending && <p role="status">{t('loading')}</p>}
      {guest.data !== undefined && <ProfileForm key={guest.data.id} guest={guest.data} />}
    </Panel>
  );
}

function ProfileForm({ guest }: { readonly guest: Guest }) {
  const { t } = useTranslation('cabinet');
  const words = useProblemWords();
  const queries = useQueryClient();
  const [name, setName] = useState(guest.name ?? '');
  const [email, setEmail] = useState(guest.email ?? '');
  const [birthDate, setBirthDate] = useState(guest.birthDate ?? '');
  const [locale, setLocale] = useState(guest.locale ?? '');
  const saving = useChange(changeOwnProfile(guest.id), () =>
    queries.invalidateQueries({ queryKey: guestKeys.one(guest.id) }),
  );
  const mistakes = { email: mistakeAt(saving.error, 'email'), birthDate: mistakeAt(saving.error, 'birthDate') };

  function submit(): void {
    saving.mutate({
      name: orNull(name),
      email: orNull(email),
      birthDate: orNull(birthDate),
      locale: locale === 'ru' || locale === 'en' ? locale : null,
    });
  }

  return (
    <Form className={classes.form} onSubmit={submit}>
      {guest.phone !== null && <p className={classes.code}>{t('profile.phone', { phone: guest.phone })}</p>}
      <TextInput
        label={t('profile.name')}
        autoComplete="name"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t('profile.email')}
        type="email"
        autoComplete="email"
        value={email}
        error={mistakes.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label={t('profile.birthDate')}
        type="date"
        autoComplete="bday"
        value={birthDate}
        error={mistakes.birthDate}
        onChange={(event) => setBirthDate(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('profile.language')}
        value={locale}
        onChange={(event) => setLocale(event.currentTarget.value)}
        data={[
          { value: '', label: t('profile.ofNetwork') },
          { value: 'ru', label: 'Русский' },
          { value: 'en', label: 'English' },
        ]}
      />
      {saving.isError && <ProblemNotice words={words(saving.error, ['email', 'birthDate'])} />}
      <Button type="submit" variant="default" loading={saving.isPending}>
        {t('profile.save')}
      </Button>
      {saving.isSuccess && <p role="status">{t('profile.saved')}</p>}
    </Form>
  );
}

function orNull(typed: string): string | null {
  return typed.trim() === '' ? null : typed.trim();
}
