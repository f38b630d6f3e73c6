import { Button, Checkbox, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useCodeProblemWords } from '../entities/one-time-code/code-way';
import type { ReferralInvitation, SentRegistration } from '../entities/referral/referral.api';
import { call } from '../shared/api/calls';
import classes from '../entities/session/sign-in.module.css';
import { formatMoney } from '../shared/format/money';
import { formatLocale } from '../shared/i18n/language';
import { useTranslation } from '../shared/i18n/use-translation';
import { Form } from '../shared/ui/form';
import { usePageTitle } from '../shared/ui/page-title';
import { PhoneInput, usePhone } from '../shared/ui/phone-input';
import { ProblemNotice } from '../shared/ui/problem-notice';
import { useFields } from '../shared/ui/use-fields';

const EMPTY = { name: '', birthDate: '', consents: [] as string[] };

interface FriendFormProps {
  readonly invitation: ReferralInvitation;
  readonly onSent: (sent: SentRegistration, phone: string) => void;
}

/** The inviter, the points of both, and the friend's phone, to which a code goes. */
export function FriendForm({ invitation, onSent }: FriendFormProps) {
  const { t } = useTranslation('join');
  const words = useCodeProblemWords();
  const { network, networkId, inviter, code, registration } = invitation;
  const phone = usePhone(registration.country);
  const title = inviter === null ? t('title', { network }) : t('titleBy', { inviter, network });
  usePageTitle(title);
  const sending = useMutation({
    mutationFn: ({ number, name, birthDate, consents: given }: typeof EMPTY & { readonly number: string }) => {
      const consents = registration.consents.filter(({ kind }) => given.includes(kind));
      const body = {
        networkId,
        phone: number,
        referralCode: code,
        ...(name.trim() !== '' && { name: name.trim() }),
        ...(birthDate !== '' && { birthDate }),
        consents: consents.map(({ kind, version }) => ({ kind, version })),
      };
      return call('POST', '/api/auth/register', {}, body);
    },
    onSuccess: (sent, { number }) => onSent(sent, number),
  });
  const { field, onSubmit } = useFields({
    initial: EMPTY,
    error: sending.error,
    check: ({ consents: given }) => {
      const isMissing = registration.consents.some(({ kind, required }) => required && !given.includes(kind));
      return { consents: isMissing && t('consentNeeded') };
    },
  });
  const birthday = field('birthDate');
  const submit = onSubmit((values) => {
    const number = phone.take();
    if (number !== null) sending.mutate({ number, ...values });
  }, phone.take);

  return (
    <Form className={classes.form} onSubmit={submit}>
      <h1 className={classes.title}>{title}</h1>
      <Offer invitation={invitation} />
      <PhoneInput
        label={t('phone')}
        description={t('phoneHelp')}
        autoComplete="tel"
        phone={phone}
        needed={t('phoneNeeded')}
      />
      <TextInput label={t('name')} autoComplete="given-name" maxLength={200} {...field('name')} />
      <TextInput
        label={t('birthDate')}
        description={t('birthDateHelp')}
        type="date"
        autoComplete="bday"
        {...birthday}
        onChange={(event) => {
          birthday.onChange(event);
          sending.reset();
        }}
      />
      {registration.consents.length > 0 && (
        <Checkbox.Group label={t('consents')} {...field('consents')}>
          {registration.consents.map(({ kind, text }) => (
            <Checkbox key={kind} mt="sm" value={kind} size="md" label={text} />
          ))}
        </Checkbox.Group>
      )}
      {sending.isError && birthday.error === undefined && <ProblemNotice words={words(sending.error)} />}
      <Button type="submit" size="lg" loading={sending.isPending}>
        {t('send')}
      </Button>
    </Form>
  );
}

/** The points of the friend with their time, and those of the inviter. */
function Offer({ invitation }: { readonly invitation: ReferralInvitation }) {
  const { t, language } = useTranslation('join');
  const { friendPoints, referrerPoints, registration, leastSale, withinDays, currency } = invitation;
  const least = leastSale === null ? null : formatMoney({ minorUnits: leastSale, currency }, formatLocale(language));
  return (
    <>
      {registration.bonus > 0 && <Text c="dimmed">{t('bonus', { count: registration.bonus })}</Text>}
      {friendPoints > 0 && (
        <Text c="dimmed">
          {least === null ? t('friend', { count: friendPoints }) : t('friendFrom', { count: friendPoints, least })}
        </Text>
      )}
      {withinDays !== null && <Text c="dimmed">{t('within', { count: withinDays })}</Text>}
      <Text c="dimmed">{t('referrer', { count: referrerPoints })}</Text>
    </>
  );
}
