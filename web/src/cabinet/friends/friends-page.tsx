import { Box, Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  guestNetworkQuery,
  ownReferralsQuery,
  type OwnReferrals,
} from '../../entities/guest-account/guest-account.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Loading } from '../../shared/ui/loading';
import { Notice } from '../../shared/ui/notice';
import { PageHead, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { QrCode } from '../../shared/ui/qr-code';
import { Row, RowList } from '../../shared/ui/row-list';
import { useGuestId } from '../frame/use-guest-id';
import { isInTelegram, shareInTelegram } from '../telegram/telegram';
import classes from './friends-page.module.css';

/** The guest's link for friends, and the friends who joined by it. */
export function FriendsPage() {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const referrals = useQuery(ownReferralsQuery(useGuestId()));
  const { data } = referrals;
  return (
    <>
      <PageHead title={t('friends.title')} />
      <FailureNotice error={referrals.error} retry={referrals} />
      {referrals.isPending && <Loading />}
      {data?.offer === null && <Notice title={t('friends.closedTitle')} help={t('friends.closedHelp')} />}
      {data?.offer != null && (
        <>
          <p>
            {t('friends.offer', { count: data.offer.referrerPoints })}
            {data.offer.friendPoints > 0 && ` ${t('friends.friend', { count: data.offer.friendPoints })}`}
          </p>
          <Share referrals={data} />
        </>
      )}
      {data !== undefined && data.friends.length > 0 && (
        <Panel title={t('friends.listTitle', { count: data.friendCount })}>
          <RowList>
            {data.friends.map(({ registeredAt, state, points }, index) => (
              <Row
                key={index}
                title={t(`friends.state.${state}`)}
                about={[
                  format.date(registeredAt),
                  ...(points === 0 ? [] : [t('history.points', { points: format.signed(points) })]),
                ]}
              />
            ))}
          </RowList>
        </Panel>
      )}
    </>
  );
}

function Share({ referrals: { link, code } }: { readonly referrals: OwnReferrals }) {
  const { t, language } = useTranslation('cabinet');
  const { name, code: network } = useNetwork();
  const { data: shown, isPending } = useQuery({ ...guestNetworkQuery(network, language), enabled: isInTelegram });
  const [told, setTold] = useState<'copied' | 'refused' | null>(null);
  const canShare = 'share' in navigator;

  /** Where the page may neither share nor copy, the link stands there to be copied by hand. */
  async function share(): Promise<void> {
    if (isInTelegram) {
      const bot = shown?.telegramBot ?? null;
      shareInTelegram(bot === null ? link : `https://t.me/${bot}?startapp=${code}`, name);
      return;
    }
    try {
      if (canShare) await navigator.share({ title: name, url: link });
      else {
        await navigator.clipboard.writeText(link);
        setTold('copied');
      }
    } catch (error) {
      // The person closed the sheet.
      if (error instanceof DOMException && error.name === 'AbortError') return;
      setTold('refused');
    }
  }

  return (
    <Panel title={t('friends.link')}>
      <Stack gap={12} align="flex-start">
        <Box w="min(200px, 60vw)" p={4} bdrs={12} bg="#fff" lh={0}>
          <QrCode text={link} label={t('friends.qr')} />
        </Box>
        <Text component="div" fz={20} fw={650}>
          {t('friends.code', { code })}
        </Text>
        <p className={classes.link}>{link}</p>
        <Button size="lg" loading={isInTelegram && isPending} onClick={() => void share()}>
          {canShare || isInTelegram ? t('friends.share') : t('friends.copy')}
        </Button>
        {told !== null && <p role="status">{t(`friends.${told}`)}</p>}
      </Stack>
    </Panel>
  );
}
