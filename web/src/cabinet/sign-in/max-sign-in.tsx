import { Button, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { GuestNetwork } from '../../entities/guest-account/guest-account.api';
import { enterAsGuest, useSession } from '../../entities/session/session';
import classes from '../../entities/session/sign-in.module.css';
import { EntryPage } from './entry-page';
import { call } from '../../shared/api/calls';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { LastVisitPage } from '../card/last-visit-page';
import { maxLaunch } from '../max/launch';
import { ConsentBoxes, consentsOf, SignInForm } from './sign-in-form';

interface MaxSignInProps {
  readonly network: GuestNetwork;
  /** Called when the guest is signed in, or MAX can't sign them in. */
  readonly onOver: () => void;
}

type Consents = readonly { readonly kind: string; readonly version: string }[];

/** Signs in by what MAX confirms, without a press. A phone that it does not know is proven by a code once, and connected. */
export function MaxSignIn({ network, onOver }: MaxSignInProps) {
  const { t } = useTranslation('entry');
  const [given, setGiven] = useState<readonly string[]>([]);
  const isSignedIn = useSession().state === 'signedIn';
  const initData = maxLaunch?.initData ?? '';
  const entering = useMutation({
    mutationFn: async (consents: Consents | undefined): Promise<void> => {
      const body = {
        networkId: network.networkId,
        initData,
        refreshCookie: 'PERSISTENT' as const,
        ...(consents && { consents: [...consents] }),
      };
      await enterAsGuest(await call('POST', '/api/auth/max', {}, body), 'ON_DEVICE');
    },
    onSuccess: onOver,
    onError: (error) => {
      // These data are used up or not ours: the guest goes on as on any page.
      if (isOf(error, 'max_data_invalid') || isOf(error, 'not_found')) onOver();
    },
  });
  // Without the connection the guest is signed in all the same, and proves the phone again next time.
  const connecting = useMutation({
    mutationFn: () => call('PUT', '/api/auth/me/max', {}, { initData }),
    onSettled: onOver,
  });
  const begun = useRef(false);
  const { mutate: enter } = entering;
  useEffect(() => {
    if (!begun.current) enter(undefined);
    begun.current = true;
  }, [enter]);
  const needsPhone = isOf(entering.error, 'max_phone_unknown');
  const isProven = needsPhone && isSignedIn;
  const { mutate: connect } = connecting;
  useEffect(() => {
    if (isProven) connect();
  }, [isProven, connect]);

  if (needsPhone && !isSignedIn)
    return (
      <EntryPage>
        <SignInForm network={network} />
      </EntryPage>
    );
  const isNew = isOf(entering.error, 'registration_needed') || isOf(entering.error, 'consent_required');
  if (entering.error === null || isProven) return <LastVisitPage code={network.code} isOffline={false} />;
  return (
    <EntryPage>
      <div className={classes.form}>
        <h1 className={classes.title}>{network.name}</h1>
        {isNew ? (
          <>
            <Text c="dimmed">{t('max.registerHelp')}</Text>
            <ConsentBoxes network={network} given={given} onChange={setGiven} />
            {isOf(entering.error, 'consent_required') && <FailureNotice error={entering.error} />}
            <Button size="lg" loading={entering.isPending} onClick={() => enter(consentsOf(network, given))}>
              {t('max.register')}
            </Button>
          </>
        ) : (
          <>
            <FailureNotice
              error={entering.error}
              retry={{
                error: entering.error,
                isFetching: entering.isPending,
                refetch: () => enter(entering.variables),
              }}
            />
            <Button variant="default" size="lg" onClick={onOver}>
              {t('max.byCode')}
            </Button>
          </>
        )}
      </div>
    </EntryPage>
  );
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}
