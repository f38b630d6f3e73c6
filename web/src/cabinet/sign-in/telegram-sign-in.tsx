import { Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { GuestNetwork } from '../../entities/guest-account/guest-account.api';
import { enterAsGuest } from '../../entities/session/session';
import { EntryPage } from './entry-page';
import { call } from '../../shared/api/calls';
import classes from '../../entities/session/sign-in.module.css';
import { ApiProblem } from '../../shared/api/problem';
import { useTranslation } from '../../shared/i18n/use-translation';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { LastVisitPage } from '../card/last-visit-page';
import { launch } from '../telegram/bridge';
import { MainAction } from '../telegram/main-action';
import { requestPhone } from '../telegram/telegram';
import { ConsentBoxes, consentsOf, SignInForm } from './sign-in-form';

/** How long the bot may need to hear of a contact that was shared a moment ago. */
const TRIES = 10;
const TRY_EVERY_MS = 1_000;

type Consents = readonly { readonly kind: string; readonly version: string }[];

/** Signs in with Telegram's signed data, without a press; asks only for missing fields. */
export function TelegramSignIn({ network }: { readonly network: GuestNetwork }) {
  const { t } = useTranslation('entry');
  const [given, setGiven] = useState<readonly string[]>([]);
  const [wantsCode, setWantsCode] = useState(false);
  const entering = useMutation({
    mutationFn: async (consents: Consents | undefined): Promise<void> => {
      const initData = launch?.initData ?? '';
      const body = { networkId: network.networkId, initData, ...(consents && { consents: [...consents] }) };
      await enterAsGuest(await call('POST', '/api/auth/telegram', {}, body), 'ON_PAGE');
    },
  });
  const sharing = useMutation({
    mutationFn: async (): Promise<void> => {
      if (!(await requestPhone())) return;
      await untilPhoneIsKnown(() => entering.mutateAsync(undefined));
    },
  });
  const begun = useRef(false);
  const { mutate: enter } = entering;
  useEffect(() => {
    if (!begun.current) enter(undefined);
    begun.current = true;
  }, [enter]);

  if (wantsCode) {
    return (
      <EntryPage>
        <SignInForm network={network} />
      </EntryPage>
    );
  }
  // The page stays as it is while the phone is on its way to the bot: each second begins another try.
  const code = sharing.isPending ? 'telegram_phone_unknown' : codeOf(entering.error);
  if (code === null) return <LastVisitPage code={network.code} isOffline={false} />;
  return (
    <EntryPage>
      <div className={classes.form}>
        <h1 className={classes.title}>{network.name}</h1>
        {code === 'registration_needed' && (
          <>
            <Text c="dimmed">{t('telegram.registerHelp')}</Text>
            <ConsentBoxes network={network} given={given} onChange={setGiven} />
            {isOf(entering.error, 'consent_required') && <FailureNotice error={entering.error} />}
            <MainAction
              label={t('telegram.register')}
              isBusy={entering.isPending}
              onPress={() => entering.mutate(consentsOf(network, given))}
            />
          </>
        )}
        {code === 'telegram_phone_unknown' && (
          <>
            <Text c="dimmed">{t('telegram.phoneHelp')}</Text>
            <MainAction label={t('telegram.share')} isBusy={sharing.isPending} onPress={() => sharing.mutate()} />
          </>
        )}
        {code === 'other' && (
          <>
            <FailureNotice
              error={entering.error}
              retry={{
                error: entering.error,
                isFetching: entering.isPending,
                refetch: () => entering.mutate(entering.variables),
              }}
            />
            <MainAction label={t('telegram.byCode')} onPress={() => setWantsCode(true)} />
          </>
        )}
      </div>
    </EntryPage>
  );
}

function codeOf(error: unknown): 'registration_needed' | 'telegram_phone_unknown' | 'other' | null {
  if (error === null) return null;
  // The boxes stay until the consent is given.
  if (isOf(error, 'registration_needed') || isOf(error, 'consent_required')) return 'registration_needed';
  return isOf(error, 'telegram_phone_unknown') ? 'telegram_phone_unknown' : 'other';
}

function isOf(error: unknown, code: string): boolean {
  return error instanceof ApiProblem && error.code === code;
}

/** The contact goes to the bot, and from there to the server: a moment passes. */
async function untilPhoneIsKnown(enter: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await enter();
      return;
    } catch (error) {
      if (codeOf(error) !== 'telegram_phone_unknown' || tried === TRIES) throw error;
      await new Promise((resolve) => window.setTimeout(resolve, TRY_EVERY_MS));
    }
  }
}
