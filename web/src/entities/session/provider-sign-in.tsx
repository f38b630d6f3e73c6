import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from '../../shared/i18n/use-translation';
import { Form } from '../../shared/ui/form';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { useFields } from '../../shared/ui/use-fields';
import { findProviders, leaveForProvider, type ProviderOffer } from './session';
import classes from './sign-in.module.css';

/** The way to the sign-in of a person's company: by their e-mail address, or by the code of the network. */
export function ProviderSignIn({ stayOnDevice }: { readonly stayOnDevice: boolean }) {
  const { t } = useTranslation();
  const leaving = useMutation({ mutationFn: ({ network }: ProviderOffer) => leaveForProvider(network, stayOnDevice) });
  const finding = useMutation({
    mutationFn: findProviders,
    onSuccess: (found) => {
      if (found.length === 1) for (const one of found) leaving.mutate(one);
    },
  });
  const error = leaving.error ?? finding.error;

  const { field, onSubmit } = useFields({
    initial: { who: '' },
    check: ({ who }) => ({ who: who.trim() === '' && t('provider.whoNeeded') }),
  });
  const submit = onSubmit(({ who }) => finding.mutate(who.trim()));

  return (
    <Form className={classes.bare} onSubmit={submit}>
      <TextInput
        label={t('provider.who')}
        description={t('provider.whoHelp')}
        autoComplete="username"
        autoFocus
        {...field('who')}
      />
      {finding.data?.length === 0 && <p role="status">{t('provider.none')}</p>}
      <FailureNotice error={error} />
      <Button type="submit" variant="default" size="lg" loading={finding.isPending || leaving.isPending}>
        {t('provider.find')}
      </Button>
      {(finding.data?.length ?? 0) > 1 &&
        finding.data?.map((offer) => (
          <Button key={offer.network} variant="light" loading={leaving.isPending} onClick={() => leaving.mutate(offer)}>
            {t('provider.goTo', { name: offer.name })}
          </Button>
        ))}
    </Form>
  );
}
