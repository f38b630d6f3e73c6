import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type Guest, guestKeys, guestQuery } from '../../entities/guest/guest.api';
import { useSession } from '../../entities/session/session';
import { LANGUAGE_NAMES, WHOLE_LANGUAGES, type WholeLanguage } from '../../generated/words/words';
import { actOf } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { changeLanguage } from '../../shared/i18n/language';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Panel } from '../../shared/ui/page';
import { phoneText } from '../../shared/format/contact';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
import classes from './settings-page.module.css';

/** Name, e-mail, birthday and the language of pages and messages. */
export function Profile({ guestId }: { readonly guestId: string }) {
  const { t } = useTranslation('cabinet');
  const guest = useQuery(guestQuery(guestId));
  return (
    <Panel title={t('profile.title')}>
      <FailureNotice error={guest.error} retry={guest} />
      {guest.isPending && <Loading />}
      {guest.data !== undefined && <ProfileForm key={guest.data.id} guest={guest.data} />}
    </Panel>
  );
}

function ProfileForm({ guest }: { readonly guest: Guest }) {
  const { t } = useTranslation('cabinet');
  const queries = useQueryClient();
  const session = useSession();
  const saved = 'user' in session ? session.user.locale : null;
  const saving = useChange(actOf('PATCH', '/api/guests/{id}', { id: guest.id }), (_, { locale }) => {
    if (locale != null) changeLanguage(locale).catch(() => undefined);
    return queries.invalidateQueries({ queryKey: guestKeys.one(guest.id) });
  });
  const { field, values, setFieldValue, onSubmit } = useFields({
    initial: {
      name: guest.name ?? '',
      email: guest.email ?? '',
      birthDate: guest.birthDate ?? '',
      /** Null until it is changed here: the switch of the page changes it too. */
      locale: null as WholeLanguage | '' | null,
    },
    error: saving.error,
  });
  const submit = onSubmit(({ name, email, birthDate, locale }) =>
    saving.mutate({
      name: orNull(name),
      email: orNull(email),
      birthDate: orNull(birthDate),
      ...(locale !== null && { locale: locale === '' ? null : locale }),
    }),
  );

  return (
    <Form className={classes.form} onSubmit={submit}>
      {guest.phone !== null && <p className={classes.code}>{t('profile.phone', { phone: phoneText(guest.phone) })}</p>}
      <TextInput label={t('profile.name')} autoComplete="name" maxLength={200} {...field('name')} />
      <TextInput label={t('profile.email')} type="email" autoComplete="email" {...field('email')} />
      <TextInput label={t('profile.birthDate')} type="date" autoComplete="bday" {...field('birthDate')} />
      <NativeSelect
        label={t('profile.language')}
        value={values.locale ?? saved ?? ''}
        onChange={({ currentTarget: { value } }) =>
          setFieldValue('locale', WHOLE_LANGUAGES.find((one) => one === value) ?? '')
        }
        data={[
          { value: '', label: t('profile.notChosen') },
          ...WHOLE_LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
        ]}
      />
      <FailureNotice error={saving.error} marked={['email', 'birthDate']} />
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
