import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  type Consent,
  consentsQuery,
  type GuestNetwork,
  guestNetworkQuery,
  ownNetworksQuery,
  recordConsent,
} from '../../entities/guest-account/guest-account.api';
import { keepForNetwork, signOut } from '../../entities/session/session';
import { call } from '../../shared/api/calls';
import { useChange } from '../../shared/api/use-change';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Row, RowList } from '../../shared/ui/row-list';
import { useGuestId } from '../frame/use-guest-id';
import { forgetLastVisit } from '../card/last-visit';
import { isInTelegram } from '../telegram/telegram';
import { maxLaunch } from '../max/launch';
import { DeviceNotifications } from './device-notifications';
import { Notifications } from './notifications';
import { OpenInMax } from './open-in-max';
import { PersonalData } from './personal-data';
import { Profile } from './profile';
import { findDevice } from './push';
import classes from './settings-page.module.css';

/** Profile, consents, the other networks, and the way out. */
export function SettingsPage() {
  const { t, language } = useTranslation('cabinet');
  const { code } = useNetwork();
  const guestId = useGuestId();
  const network = useQuery(guestNetworkQuery(code, language));
  const consents = useQuery(consentsQuery(guestId));
  const error = network.error ?? consents.error;
  return (
    <>
      <PageHead title={t('settings.title')} />
      <Profile guestId={guestId} />
      <FailureNotice error={error} retry={network.isError ? network : consents} />
      {network.data != null && consents.data !== undefined && (
        <Consents guestId={guestId} asked={network.data.registration.consents} recorded={consents.data} />
      )}
      <Notifications guestId={guestId} />
      {!isInTelegram && <DeviceNotifications guestId={guestId} />}
      {network.data?.byMax === true && maxLaunch === null && <OpenInMax />}
      <Networks />
      <PersonalData guestId={guestId} />
      {!isInTelegram && (
        <Panel title={t('settings.out')}>
          <div className={classes.form}>
            <Button
              variant="default"
              onClick={() => {
                forgetLastVisit(code);
                void silenceDevice().finally(() => void signOut());
              }}
            >
              {t('settings.signOut')}
            </Button>
          </div>
        </Panel>
      )}
    </>
  );
}

/** Messages of a guest who has signed out do not come to the device any more. A device that is offline gets them still. */
async function silenceDevice(): Promise<void> {
  const device = await findDevice().catch(() => null);
  if (device === null) return;
  await call('DELETE', '/api/auth/me/push-subscriptions/{id}', { id: device.id }).catch(() => undefined);
}

interface ConsentsProps {
  readonly guestId: string;
  readonly asked: GuestNetwork['registration']['consents'];
  readonly recorded: readonly Consent[];
}

/** Each consent with its text, also those about messages. */
function Consents({ guestId, asked, recorded }: ConsentsProps) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const queries = useQueryClient();
  const changing = useChange(recordConsent(guestId), (now) =>
    queries.setQueryData(consentsQuery(guestId).queryKey, now),
  );
  // A consent that the network no longer asks for can still be taken back.
  const past = recorded.flatMap(({ kind, version, text, given }) =>
    given && text !== null && !asked.some((one) => one.kind === kind) ? [{ kind, version, text }] : [],
  );
  if (asked.length + past.length === 0) return null;
  return (
    <Panel title={t('settings.consents')}>
      <div className={classes.form}>
        {[...asked, ...past].map(({ kind, version, text }) => {
          const known = recorded.find((one) => one.kind === kind);
          const isGiven = known?.given ?? false;
          const since = known === undefined ? undefined : format.date(known.recordedAt);
          const description = [
            ...(since === undefined
              ? []
              : [isGiven ? t('settings.given', { date: since }) : t('settings.withdrawn', { date: since })]),
            ...(isGiven && known !== undefined && (known.version !== version || known.text !== text)
              ? [known.text === null ? t('settings.earlierText') : t('settings.agreedText', { text: known.text })]
              : []),
          ].join(' ');
          return (
            <Checkbox
              key={kind}
              size="md"
              label={text}
              description={description === '' ? undefined : description}
              checked={changing.isPending && changing.variables.kind === kind ? changing.variables.given : isGiven}
              onChange={(event) => changing.mutate({ kind, version, given: event.currentTarget.checked })}
            />
          );
        })}
        <FailureNotice error={changing.error} />
      </div>
    </Panel>
  );
}

/** The other networks of the person, each with a cabinet of its own. */
function Networks() {
  const { t } = useTranslation('cabinet');
  const networks = useQuery(ownNetworksQuery);
  const opening = useMutation({
    mutationFn: async ({ networkId, code }: { readonly networkId: string; readonly code: string }): Promise<void> => {
      // In Telegram the other network's page signs in by itself.
      if (!isInTelegram)
        keepForNetwork(
          code,
          await call('POST', '/api/auth/me/networks/{id}/session', { id: networkId }, { refreshCookie: 'PERSISTENT' }),
        );
      location.assign(`/cabinet/${encodeURIComponent(code)}`);
    },
  });
  const others = networks.data?.filter(({ isCurrent }) => !isCurrent) ?? [];
  if (others.length === 0 && !networks.isError) return null;
  return (
    <Panel title={t('settings.networks')}>
      <FailureNotice error={networks.error} retry={networks} />
      <FailureNotice error={opening.error} />
      <RowList>
        {others.map(({ networkId, code, name }) => (
          <Row key={networkId} title={name}>
            <Button
              variant="default"
              loading={opening.isPending && opening.variables.networkId === networkId}
              aria-label={t('settings.openOne', { name })}
              onClick={() => opening.mutate({ networkId, code })}
            >
              {t('settings.open')}
            </Button>
          </Row>
        ))}
      </RowList>
    </Panel>
  );
}
